#include "formats/webp.h"

#include <algorithm>

#include <fmt/format.h>

#include "formats/collector.h"
#include "formats/exif.h"
#include "formats/fourcc.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

constexpr Byte kAlphaFlag = 0x10;
constexpr Byte kAnimationFlag = 0x02;

struct Chunk {
  FourCC type = 0;
  std::uint64_t data = 0;
  std::uint32_t length = 0;
  std::uint64_t end = 0;  // padding included
};

class WebpReader {
 public:
  WebpReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "webp") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    describe();
    return collector_.finish(walk, Orientation::apply);
  }

 private:
  Result<void> run() {
    const auto head = SLUICE_TRY(source_.read_array<12>(0));
    ByteReader reader(head);
    SLUICE_TRY(reader.skip(4));
    const std::uint64_t claimed = std::uint64_t{SLUICE_TRY(reader.u32le())} + 8;
    if (claimed > source_.size())
      collector_.warn(fmt::format("{} bytes claimed, {} there: the file is cut short", claimed, source_.size()));
    std::uint64_t offset = head.size();
    // Metadata that a saver put behind the claimed end is read all the same.
    while (offset + 8 <= source_.size() && collector_.count_chunk()) {
      const Chunk chunk = SLUICE_TRY(read_chunk(offset));
      SLUICE_TRY(take(chunk));
      if (chunk.data + chunk.length > source_.size()) {
        return fail(Code::corrupt,
                    fmt::format("{} chunk of {} bytes ends after the file", name_of(chunk.type), chunk.length));
      }
      offset = chunk.end;
    }
    if (!has_pixels_) return fail(Code::corrupt, "no picture data");
    return {};
  }

  Result<Chunk> read_chunk(std::uint64_t offset) const {
    const auto head = SLUICE_TRY(source_.read_array<8>(offset));
    ByteReader reader(head);
    Chunk chunk;
    chunk.type = SLUICE_TRY(reader.u32be());
    chunk.length = SLUICE_TRY(reader.u32le());
    chunk.data = offset + head.size();
    chunk.end = chunk.data + chunk.length + chunk.length % 2;
    return chunk;
  }

  Result<void> take(const Chunk& chunk) {
    switch (chunk.type) {
      case fourcc("VP8X"):
        return take_extended(chunk);
      case fourcc("VP8 "):
        return take_lossy(chunk);
      case fourcc("VP8L"):
        return take_lossless(chunk);
      case fourcc("ALPH"):
        alpha_ = true;
        return {};
      case fourcc("ANMF"):
        return take_frame(chunk);
      case fourcc("EXIF"):
        read_exif(SLUICE_TRY(source_.read_up_to(chunk.data, limited(chunk, collector_.limits().exif_bytes))),
                  collector_);
        return {};
      case fourcc("XMP "):
        read_xmp(SLUICE_TRY(source_.read_up_to(chunk.data, limited(chunk, collector_.limits().text_bytes))),
                 collector_);
        return {};
      case fourcc("C2PA"):
        collector_.add_text("webp", "c2pa", fmt::format("{} bytes", chunk.length));
        return {};
      default:
        return {};
    }
  }

  std::uint64_t limited(const Chunk& chunk, std::uint64_t limit) {
    if (chunk.length > limit)
      collector_.warn(fmt::format("{} chunk of {} bytes: only {} are read", name_of(chunk.type), chunk.length, limit));
    return std::min<std::uint64_t>(chunk.length, limit);
  }

  void set_size(std::uint32_t width, std::uint32_t height) {
    if (collector_.technical().width != 0) return;
    collector_.technical().width = width;
    collector_.technical().height = height;
  }

  // Flags, three reserved bytes, then canvas width and height less one (RFC 9649, 2.7).
  Result<void> take_extended(const Chunk& chunk) {
    const auto data = SLUICE_TRY(source_.read_array<10>(chunk.data));
    ByteReader reader(data);
    const Byte flags = SLUICE_TRY(reader.u8());
    SLUICE_TRY(reader.skip(3));
    const std::uint32_t width = SLUICE_TRY(reader.u24le()) + 1;
    const std::uint32_t height = SLUICE_TRY(reader.u24le()) + 1;
    alpha_ = alpha_ || (flags & kAlphaFlag) != 0;
    animated_ = (flags & kAnimationFlag) != 0;
    set_size(width, height);
    return {};
  }

  // RFC 6386, 9.1: a key frame's three-byte tag, start code, 14-bit sizes with two bits of scaling each.
  Result<void> take_lossy(const Chunk& chunk) {
    has_pixels_ = true;
    const auto data = SLUICE_TRY(source_.read_array<10>(chunk.data));
    ByteReader reader(data);
    SLUICE_TRY(reader.skip(3));
    const ByteView start = SLUICE_TRY(reader.take(3));
    const std::uint16_t width = SLUICE_TRY(reader.u16le()) & 0x3FFF;
    const std::uint16_t height = SLUICE_TRY(reader.u16le()) & 0x3FFF;
    if (as_text(start) != "\x9D\x01\x2A") return fail(Code::corrupt, "VP8: no key frame");
    set_size(width, height);
    return {};
  }

  // RFC 9649, 3.4: signature, 14 bits of width less one, 14 of height, one for alpha.
  Result<void> take_lossless(const Chunk& chunk) {
    has_pixels_ = true;
    const auto data = SLUICE_TRY(source_.read_array<5>(chunk.data));
    ByteReader reader(data);
    if (SLUICE_TRY(reader.u8()) != 0x2F) return fail(Code::corrupt, "VP8L: wrong signature");
    const std::uint32_t bits = SLUICE_TRY(reader.u32le());
    alpha_ = alpha_ || (bits >> 28 & 1) != 0;
    set_size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    return {};
  }

  // x, y, width, height, then the duration in milliseconds: three bytes each.
  Result<void> take_frame(const Chunk& chunk) {
    has_pixels_ = true;
    const auto data = SLUICE_TRY(source_.read_array<16>(chunk.data));
    ByteReader reader(data);
    SLUICE_TRY(reader.skip(12));
    duration_ms_ += SLUICE_TRY(reader.u24le());
    ++frames_;
    return {};
  }

  void describe() {
    model::Technical& technical = collector_.technical();
    technical.color_mode = alpha_ ? "RGBA" : "RGB";
    technical.has_alpha = alpha_;
    technical.bit_depth = 8;
    technical.frame_count = animated_ ? frames_ : 1;
    if (!animated_) return;
    technical.duration_s = static_cast<double>(duration_ms_) / 1000;
    if (duration_ms_ > 0) technical.frame_rate = frames_ / technical.duration_s;
  }

  const ByteSource& source_;
  Collector collector_;
  bool has_pixels_ = false;
  bool animated_ = false;
  bool alpha_ = false;
  std::uint32_t frames_ = 0;
  std::uint64_t duration_ms_ = 0;
};

}  // namespace

Result<model::RawMetadata> read_webp(const ByteSource& source, const Limits& limits) {
  return WebpReader(source, limits).read();
}

}  // namespace sluice::formats
