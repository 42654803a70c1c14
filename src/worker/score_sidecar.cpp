#include "worker/score_sidecar.h"

#include <charconv>
#include <cmath>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::worker {
namespace {
namespace json = boost::json;

constexpr std::size_t kMaxDepth = 8;

SidecarScore unreadable(std::string problem) {
  return {.score = std::nullopt, .favourite = false, .problem = std::move(problem)};
}

const json::value* member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

void take_score(const json::value& value, SidecarScore& out) {
  const double score = value.is_number() ? value.to_number<double>() : 0;
  if (!value.is_number()) {
    out.problem = "score is no number";
  } else if (!is_score(score)) {
    out.problem = fmt::format("score {} is not in -1…5", json::serialize(value));
  } else {
    out.score = score;
  }
}

}  // namespace

bool is_score(double value) noexcept { return value >= kLowestScore && value <= kHighestScore; }

std::optional<double> parse_decimal(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

SidecarScore parse_score_sidecar(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  boost::system::error_code ec;
  const json::value document = json::parse(text, ec, {}, {.max_depth = kMaxDepth});
  if (ec) return unreadable("not valid JSON");
  if (!document.is_object()) return unreadable("not a JSON object");
  const json::object& object = document.get_object();
  SidecarScore out;
  if (const json::value* score = member(object, "score")) take_score(*score, out);
  const json::value* favourite = member(object, "favourite");
  if (!favourite) favourite = member(object, "favorite");
  if (favourite && favourite->is_bool()) {
    out.favourite = favourite->get_bool();
  } else if (favourite && favourite->is_int64()) {
    out.favourite = favourite->get_int64() != 0;
  } else if (favourite && out.problem.empty()) {
    out.problem = "favourite is neither true nor false";
  }
  return out;
}

SidecarScore read_score_sidecar(const formats::ByteSource& source) {
  if (source.size() > kMaxSidecarBytes) return unreadable(fmt::format("larger than {} bytes", kMaxSidecarBytes));
  const auto bytes = source.read_exactly(0, static_cast<std::size_t>(source.size()));
  if (!bytes) return unreadable(bytes.error().message);
  return parse_score_sidecar(as_text(*bytes));
}

}  // namespace sluice::worker
