#include "pixels/film.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "pixels/bounds.h"
#include "pixels/film_frame.h"
#include "pixels/film_input.h"

namespace sluice::pixels {
namespace {

// The matrix (a b; c d) takes a stored pixel (x, y) to (a·x + c·y, b·x + d·y) (ISO/IEC 14496-12, 6.2.2). Said in EXIF's
// numbers; what is neither a quarter turn nor a mirror is left as it is.
std::uint16_t orientation_of(const AVStream& track) {
  std::array<std::int32_t, 9> matrix;
  std::size_t size = 0;
  const std::uint8_t* data = av_stream_get_side_data(&track, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (data == nullptr || size < sizeof matrix) return 1;
  std::memcpy(matrix.data(), data, sizeof matrix);
  const std::int64_t a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
  if (std::abs(a) + std::abs(d) >= std::abs(b) + std::abs(c)) {
    if (a >= 0) return d >= 0 ? 1 : 4;
    return d >= 0 ? 2 : 3;
  }
  if (b >= 0) return c >= 0 ? 5 : 6;
  return c >= 0 ? 8 : 7;
}

class FilmDecoder {
 public:
  FilmDecoder(FilmInput& input, const Request& request, const Limits& limits)
      : input_(input), request_(request), limits_(limits) {}

  Result<Decoded> decode() {
    const AVFrame* first = SLUICE_TRY(input_.next_frame());
    if (first == nullptr && input_.lacked_memory()) return fail(Code::too_large, std::string(kTooMuchMemory));
    if (first == nullptr) return fail(Code::corrupt, "no frame of the film decodes");
    decoded_.orientation = orientation_of(input_.track());
    first_time_ = last_time_ = first->best_effort_timestamp;
    Scaled scaled = SLUICE_TRY(convert(*first));
    decoded_.image = std::move(scaled.image);
    decoded_.is_every_pixel = scaled.is_every_pixel;
    input_.set_budget(
        passable_frames(static_cast<std::uint64_t>(first->width), static_cast<std::uint64_t>(first->height), limits_));
    if (request_.frames > 1 && !input_.is_still()) SLUICE_TRY(add_more());
    return std::move(decoded_);
  }

 private:
  Result<void> add_more() {
    const auto duration = input_.duration();
    if (!duration || first_time_ == AV_NOPTS_VALUE) return {};
    input_.hurry();
    const std::int64_t frames =
        keepable_frames(request_.frames, decoded_.image.width(), decoded_.image.height(), limits_);
    for (std::int64_t i = 1; i < frames; ++i) {
      const AVFrame* frame = SLUICE_TRY(frame_at(first_time_ + av_rescale(*duration, i, frames)));
      if (frame == nullptr) return {};
      last_time_ = frame->best_effort_timestamp;
      decoded_.more_frames.push_back(SLUICE_TRY(convert(*frame)).image);
    }
    return {};
  }

  // A key frame at or before that time that has not been shown yet, else the first frame from that time on (or the
  // first that others need).
  Result<const AVFrame*> frame_at(std::int64_t time) {
    const std::int64_t key = key_frame_before(time);
    const bool is_ahead = key != AV_NOPTS_VALUE && key > last_time_;
    // Without an index it is seen after the jump; jumping back to what was decoded already would cost twice.
    const bool jumped = (is_ahead || key == AV_NOPTS_VALUE) && input_.seek(time);
    while (true) {
      const AVFrame* frame = SLUICE_TRY(input_.next_frame());
      if (frame == nullptr) return nullptr;
      const std::int64_t shown = frame->best_effort_timestamp;
      if (shown == AV_NOPTS_VALUE || shown >= time || (jumped && shown > last_time_)) return frame;
    }
  }

  [[nodiscard]] std::int64_t key_frame_before(std::int64_t time) const {
    AVStream& track = input_.track();
    if (avformat_index_get_entries_count(&track) == 0) return AV_NOPTS_VALUE;
    const AVIndexEntry* entry = avformat_index_get_entry_from_timestamp(&track, time, AVSEEK_FLAG_BACKWARD);
    return entry != nullptr ? entry->timestamp : AV_NOPTS_VALUE;
  }

  Result<Scaled> convert(const AVFrame& frame) {
    const AVRational aspect =
        av_guess_sample_aspect_ratio(&input_.container(), &input_.track(), const_cast<AVFrame*>(&frame));
    return to_image(frame, aspect, request_.every_pixel ? Scaling::none : Scaling::enough, limits_);
  }

  FilmInput& input_;
  const Request& request_;
  const Limits& limits_;
  Decoded decoded_;
  std::int64_t first_time_ = AV_NOPTS_VALUE;
  std::int64_t last_time_ = AV_NOPTS_VALUE;
};

}  // namespace

Result<Decoded> decode_film(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  const auto input = SLUICE_TRY(FilmInput::open(source, limits));
  return FilmDecoder(*input, request, limits).decode();
}

}  // namespace sluice::pixels
