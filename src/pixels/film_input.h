#pragma once

// A film opened through a ByteSource: its video track, packets decoded one after the other, seeking. Nothing but the
// source is read, no thread is started, and going through packets is held to a budget.
//
// One owner, one thread; the source must outlive it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "formats/byte_source.h"
#include "pixels/av.h"
#include "pixels/film_mask.h"
#include "pixels/limits.h"

namespace sluice::pixels {

inline constexpr std::string_view kTooMuchMemory = "the film asks for more memory than there is";

class FilmInput {
 public:
  // not_found: "no video track"; unsupported: a codec or a container of a kind that is not known; corrupt; too_large:
  // its size, its tracks, or the memory it asks for; io.
  static Result<std::unique_ptr<FilmInput>> open(const formats::ByteSource& source, const Limits& limits);
  FilmInput(const FilmInput&) = delete;
  FilmInput& operator=(const FilmInput&) = delete;
  ~FilmInput();

  // The next frame that decodes, valid until the next call; undecodable packets are passed over. Null at the end of
  // the film or of the budget. Code::io only.
  Result<const AVFrame*> next_frame();

  // From now on frames that no other frame needs may be left out: going forward costs a fraction.
  void hurry() { codec_->skip_frame = AVDISCARD_NONREF; }

  // To the last key frame at or before that time; false where that cannot be done.
  bool seek(std::int64_t time);

  // In units of the track; nothing where the film does not tell.
  [[nodiscard]] std::optional<std::int64_t> start() const;
  [[nodiscard]] std::optional<std::int64_t> duration() const;
  // From now on at most so many further packets.
  void set_budget(std::uint32_t packets) { budget_ = packets; }

  [[nodiscard]] AVStream& track() const { return *track_; }
  [[nodiscard]] AVFormatContext& container() const { return *container_; }
  // Of what did not decode so far, something wanted more memory than there is.
  [[nodiscard]] bool lacked_memory() const { return lacked_memory_; }
  [[nodiscard]] bool is_still() const { return is_still_; }  // a cover picture, in a file without video

 private:
  explicit FilmInput(const formats::ByteSource& source) : source_(source) {}
  Result<void> open_container();
  Result<void> choose_track();
  Result<void> open_codec(const Limits& limits);
  // Hands one more packet to the codec, or the end; false after that.
  bool feed();

  static int read(void* self, std::uint8_t* out, int count);
  static std::int64_t seek_bytes(void* self, std::int64_t offset, int whence);

  const formats::ByteSource& source_;
  std::optional<FilmMask> mask_;
  std::uint64_t position_ = 0;
  std::optional<Error> io_error_;
  AVIOContext* io_ = nullptr;
  AVFormatContext* container_ = nullptr;
  AVStream* track_ = nullptr;
  bool is_still_ = false;
  bool is_at_end_ = false;
  bool lacked_memory_ = false;
  std::uint32_t budget_ = 0;
  av::Codec codec_;
  av::Packet packet_;
  av::Frame frame_;
};

}  // namespace sluice::pixels
