#include "formats/collector.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formats/inflate.h"
#include "formats/text.h"

namespace sluice::formats {
namespace {
constexpr std::size_t kWarnings = 64;  // the rest of a broken file says nothing new
constexpr std::size_t kKeyBytes = 1024;
constexpr std::size_t kSubjectBytes = 4096;
constexpr std::size_t kSubjects = 1024;
constexpr double kLongestSeconds = 1e8;  // three years; more is a number misread
constexpr double kHighestFrameRate = 1e6;
}  // namespace

Collector::Collector(const Limits& limits, model::FileType type, std::string_view format) : limits_(limits) {
  metadata_.file_type = type;
  metadata_.format = format;
}

void Collector::add_text(std::string_view container, std::string_view key, std::string text) {
  const std::uint64_t cost = text.size() + key.size();
  if (metadata_.texts.size() >= limits_.texts ||
      cost > limits_.all_text_bytes - std::min(text_bytes_, limits_.all_text_bytes)) {
    if (!too_many_texts_) warn("more texts than the limit: the rest is left out");
    too_many_texts_ = true;
    return;
  }
  if (text.size() > limits_.text_bytes) {
    warn(fmt::format("{}: text of {} bytes cut at {}", clipped(key, 64), text.size(), limits_.text_bytes));
    text.resize(clipped(text, static_cast<std::size_t>(limits_.text_bytes)).size());
  }
  text_bytes_ += cost;
  metadata_.texts.push_back({std::string(container), std::string(clipped(key, kKeyBytes)), std::move(text)});
}

void Collector::add_subject(std::string_view subject) {
  subject = clipped(subject, kSubjectBytes);
  if (subject.empty() || metadata_.subjects.size() >= kSubjects) return;
  if (std::ranges::count(metadata_.subjects, subject) > 0) return;  // IPTC and XMP say the same
  metadata_.subjects.emplace_back(subject);
}

void Collector::warn(std::string message) {
  auto& warnings = metadata_.warnings;
  if (warnings.size() < kWarnings && std::ranges::count(warnings, message) == 0) warnings.push_back(std::move(message));
}

bool Collector::count_chunk() {
  if (chunks_ < limits_.chunks) {
    ++chunks_;
    return true;
  }
  has_too_many_chunks_ = true;
  warn(fmt::format("more than {} chunks: the rest is not read", limits_.chunks));
  return false;
}

std::uint64_t Collector::inflate_allowance() const {
  return std::min(limits_.text_bytes, limits_.inflated_bytes - std::min(inflated_, limits_.inflated_bytes));
}

std::string Collector::inflate(ByteView compressed, std::string_view what) {
  Inflated result = inflate_zlib(compressed, inflate_allowance());
  spend_inflated(result.text.size());
  if (result.end == InflateEnd::over_limit)
    warn(fmt::format("{}: inflates to more than the limit, cut at {} bytes", what, result.text.size()));
  if (result.end == InflateEnd::damaged)
    warn(fmt::format("{}: compressed text is damaged, {} bytes recovered", what, result.text.size()));
  return std::move(result.text);
}

Result<model::RawMetadata> Collector::finish(const Result<void>& walk, Orientation orientation) {
  model::Technical& technical = metadata_.technical;
  const bool dimensions_known = technical.width > 0 && technical.height > 0;
  if (has_too_many_chunks_ && !dimensions_known)
    return fail(Code::too_large, fmt::format("more than {} chunks before the dimensions", limits_.chunks));
  if (!walk) {
    if (walk.error().code != Code::corrupt || !dimensions_known) return fail(walk.error());
    warn(walk.error().message);
  }
  if (!dimensions_known) return fail(Code::corrupt, fmt::format("{}: no dimensions found", metadata_.format));
  if (std::uint64_t{technical.width} * technical.height > limits_.pixels) {
    return fail(Code::too_large, fmt::format("{} × {} pixels are over the limit", technical.width, technical.height));
  }
  const auto sane = [](double value, double most) {
    return std::isfinite(value) && value >= 0 && value <= most ? value : 0;
  };
  technical.duration_s = sane(technical.duration_s, kLongestSeconds);
  technical.frame_rate = sane(technical.frame_rate, kHighestFrameRate);
  if (orientation == Orientation::apply && technical.orientation >= 5) std::swap(technical.width, technical.height);
  return std::move(metadata_);
}

}  // namespace sluice::formats
