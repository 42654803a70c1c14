#include "pixels/jpeg_session.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <jerror.h>

namespace sluice::pixels {
namespace {

constexpr std::size_t kBufferBytes = 64u << 10;
// Real progressive files have about ten scans; every further one costs a pass over all coefficients, for few bytes.
constexpr int kMostScans = 500;
constexpr int kWarning = -1;  // libjpeg's message level; above are traces

Code code_of(int message) {
  switch (message) {
    case JERR_OUT_OF_MEMORY:
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
      return Code::too_large;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
    case JERR_NOT_COMPILED:
    case JERR_COMPONENT_COUNT:
      return Code::unsupported;
    default:
      return Code::corrupt;
  }
}

}  // namespace

JpegSession::JpegSession(const formats::ByteSource& source, std::uint64_t most_bytes)
    : source_(source), most_bytes_(most_bytes), buffer_(kBufferBytes) {
  codec_.err = jpeg_std_error(&errors_);
  errors_.error_exit = &on_error;
  errors_.emit_message = &on_message;
  codec_.client_data = this;
  const auto create = [](jpeg_decompress_struct& codec) { jpeg_create_decompress(&codec); };
  if (!returns(create)) {
    problem_ = Error{Code::too_large, message()};
    return;
  }
  input_.init_source = [](j_decompress_ptr) {};
  input_.term_source = [](j_decompress_ptr) {};
  input_.resync_to_restart = &jpeg_resync_to_restart;
  input_.fill_input_buffer = &on_empty;
  input_.skip_input_data = &on_skip;
  codec_.src = &input_;
  progress_.progress_monitor = &on_progress;
  codec_.progress = &progress_;
}

JpegSession::~JpegSession() { jpeg_destroy_decompress(&codec_); }

JpegSession& JpegSession::of(j_common_ptr codec) { return *static_cast<JpegSession*>(codec->client_data); }

void JpegSession::on_error(j_common_ptr codec) {
  std::longjmp(of(codec).jump_, 1);  // NOLINT(cert-err52-cpp): see returns()
}

void JpegSession::on_message(j_common_ptr codec, int level) {
  if (level == kWarning) of(codec).note_message();
}

void JpegSession::note_message() {
  if (errors_.msg_code == JWRN_HIT_MARKER && !finds_restart()) {
    if (cut_at_) return;
    const auto rows =
        std::uint64_t{codec_.input_iMCU_row} * static_cast<std::uint64_t>(codec_.max_v_samp_factor) * DCTSIZE;
    cut_at_ = codec_.input_scan_number <= 1
                  ? fmt::format("after {} of {} rows", std::min<std::uint64_t>(rows, codec_.image_height),
                                codec_.image_height)
                  : fmt::format("in scan {}", codec_.input_scan_number);
    return;
  }
  if (messages_++ == 0) first_message_ = message();
}

// A marker where data should be: with restart markers the decoder goes on at the next one, else the scan is over.
// Codes below the first real one are damaged data.
bool JpegSession::finds_restart() const {
  constexpr int kFirstReal = 0xC0;
  const int marker = codec_.unread_marker;
  const bool is_restart = marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7;
  return codec_.restart_interval != 0 && (is_restart || marker < kFirstReal);
}

std::string JpegSession::message() const {
  std::array<char, JMSG_LENGTH_MAX> text{};
  errors_.format_message(static_cast<j_common_ptr>(static_cast<void*>(const_cast<jpeg_decompress_struct*>(&codec_))),
                         text.data());
  return text.data();
}

void JpegSession::on_progress(j_common_ptr codec) {
  JpegSession& self = of(codec);
  const jpeg_decompress_struct& state = self.codec_;
  for (int i = 0; i < state.comps_in_scan; ++i)
    self.components_seen_ |= 1u << (state.cur_comp_info[i]->component_index & 31);
  if (state.input_scan_number <= kMostScans) return;
  self.problem_ = Error{Code::too_large, fmt::format("more than {} scans", kMostScans)};
  std::longjmp(self.jump_, 1);  // NOLINT(cert-err52-cpp): see returns()
}

boolean JpegSession::on_empty(j_decompress_ptr codec) {
  static_cast<JpegSession*>(codec->client_data)->read_more();
  return TRUE;
}

void JpegSession::on_skip(j_decompress_ptr codec, long count) {
  if (count <= 0) return;
  JpegSession& self = *static_cast<JpegSession*>(codec->client_data);
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted <= self.input_.bytes_in_buffer) {
    self.input_.next_input_byte += wanted;
    self.input_.bytes_in_buffer -= wanted;
    return;
  }
  self.offset_ += wanted - self.input_.bytes_in_buffer;
  self.input_.bytes_in_buffer = 0;
}

void JpegSession::read_more() {
  if (offset_ > most_bytes_) {
    problem_ = Error{Code::too_large, fmt::format("the picture has more than {} bytes", most_bytes_)};
    return end_here();
  }
  auto count = source_.read_at(offset_, buffer_);
  if (!count) {
    problem_ = std::move(count).error();
    return end_here();
  }
  if (*count == 0) {
    source_ended_ = true;
    return end_here();
  }
  offset_ += *count;
  input_.next_input_byte = buffer_.data();
  input_.bytes_in_buffer = *count;
}

// An end marker of our own lets the decoder come to an end in its own way.
void JpegSession::end_here() {
  buffer_[0] = 0xFF;
  buffer_[1] = JPEG_EOI;
  input_.next_input_byte = buffer_.data();
  input_.bytes_in_buffer = 2;
}

Error JpegSession::problem() {
  if (problem_) return *problem_;
  return {code_of(errors_.msg_code), message()};
}

bool JpegSession::misses_scans() const {
  const std::span<const jpeg_component_info> components(codec_.comp_info,
                                                        static_cast<std::size_t>(codec_.num_components));
  if (codec_.coef_bits == nullptr) return components_seen_ + 1 != 1u << components.size();  // not progressive
  const std::span<const int[DCTSIZE2]> precision(codec_.coef_bits, components.size());
  return std::ranges::any_of(precision, [](const auto& bits) {
    return std::ranges::any_of(bits, [](int unknown_bits) { return unknown_bits != 0; });
  });
}

std::optional<std::string> JpegSession::early_end() const {
  if (cut_at_) return fmt::format("the picture ends early ({})", *cut_at_);
  if (source_ended_ && misses_scans())
    return fmt::format("the picture ends early (after {} scans)", codec_.input_scan_number);
  return std::nullopt;
}

std::optional<std::string> JpegSession::warning() const {
  if (messages_ == 0) return std::nullopt;
  if (messages_ == 1) return first_message_;
  return fmt::format("{} (and {} more)", first_message_, messages_ - 1);
}

}  // namespace sluice::pixels
