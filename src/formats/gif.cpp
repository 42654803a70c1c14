#include "formats/gif.h"

#include <algorithm>

#include <fmt/format.h>

#include "formats/collector.h"
#include "formats/text.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

constexpr Byte kExtension = 0x21;
constexpr Byte kImage = 0x2C;
constexpr Byte kTrailer = 0x3B;
constexpr Byte kGraphicControl = 0xF9;
constexpr Byte kComment = 0xFE;
constexpr Byte kApplication = 0xFF;

// The bytes of a colour table that a packed field announces.
std::uint64_t table_bytes(Byte packed) { return (packed & 0x80) == 0 ? 0 : 3ull << ((packed & 7) + 1); }

class GifReader {
 public:
  GifReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "gif") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    describe();
    return collector_.finish(walk, Orientation::already_applied);
  }

 private:
  Result<void> run() {
    SLUICE_TRY(read_screen());
    while (collector_.count_chunk()) {
      if (at_ >= source_.size()) return fail(Code::corrupt, "the file ends without a trailer: it is cut short");
      const Byte introducer = SLUICE_TRY(next());
      if (introducer == kTrailer) return {};
      if (introducer == kExtension) {
        SLUICE_TRY(read_extension());
      } else if (introducer == kImage) {
        SLUICE_TRY(read_image());
      } else if (introducer != 0) {  // stray block terminators do no harm
        return fail(Code::corrupt, fmt::format("no block where one should be, at {}", at_ - 1));
      }
    }
    return {};
  }

  Result<void> read_screen() {
    const auto head = SLUICE_TRY(source_.read_array<13>(0));
    ByteReader reader(head);
    SLUICE_TRY(reader.skip(6));
    model::Technical& technical = collector_.technical();
    technical.width = SLUICE_TRY(reader.u16le());
    technical.height = SLUICE_TRY(reader.u16le());
    const Byte packed = SLUICE_TRY(reader.u8());
    technical.bit_depth = static_cast<std::uint16_t>((packed & 7) + 1);
    at_ = head.size() + table_bytes(packed);
    return {};
  }

  Result<void> read_image() {
    const auto head = SLUICE_TRY(source_.read_array<9>(at_));
    ByteReader reader(head);
    SLUICE_TRY(reader.skip(4));
    const std::uint16_t width = SLUICE_TRY(reader.u16le());
    const std::uint16_t height = SLUICE_TRY(reader.u16le());
    const Byte packed = SLUICE_TRY(reader.u8());
    model::Technical& technical = collector_.technical();
    if (technical.width == 0 || technical.height == 0) technical.width = width, technical.height = height;
    if (table_bytes(packed) > 0)
      technical.bit_depth = std::max<std::uint16_t>(technical.bit_depth, static_cast<std::uint16_t>((packed & 7) + 1));
    ++frames_;
    delay_cs_ += pending_delay_cs_;
    pending_delay_cs_ = 0;
    at_ += head.size() + table_bytes(packed) + 1;  // and the code size
    return skip_blocks();
  }

  Result<void> read_extension() {
    const Byte label = SLUICE_TRY(next());
    if (label == kGraphicControl) return read_graphic_control();
    if (label == kComment) return read_comment();
    if (label == kApplication) return read_application();
    return skip_blocks();
  }

  Result<void> read_graphic_control() {
    const auto block = SLUICE_TRY(source_.read_array<5>(at_));
    ByteReader reader(block);
    SLUICE_TRY(reader.skip(1));
    if ((SLUICE_TRY(reader.u8()) & 1) != 0) transparent_ = true;
    pending_delay_cs_ = SLUICE_TRY(reader.u16le());
    return skip_blocks();
  }

  Result<void> read_comment() {
    Bytes text;
    Result<void> walk;
    while (true) {
      const auto block = next_block();
      if (!block) walk = fail(block.error());
      if (!block || block->empty()) break;
      if (text.size() + block->size() <= collector_.limits().text_bytes)
        text.insert(text.end(), block->begin(), block->end());
    }
    if (!text.empty()) collector_.add_text("gif", "comment", decoded_text(text));
    return walk;
  }

  // XMP stands there as it is, not in blocks; 258 bytes that lead any block walk to the end follow it (XMP
  // specification part 3, 1.1.2).
  Result<void> read_application() {
    constexpr std::uint64_t kMagicTrailer = 258;
    const Bytes name = SLUICE_TRY(next_block());
    const std::uint64_t start = at_;
    const Result<void> walk = skip_blocks();
    const std::uint64_t size = std::min(at_, source_.size()) - std::min(start, source_.size());
    if (as_text(name) == "XMP DataXMP" && size > kMagicTrailer) {
      const std::uint64_t wanted = std::min(size - kMagicTrailer, collector_.limits().text_bytes);
      read_xmp(SLUICE_TRY(source_.read_up_to(start, wanted)), collector_);
    }
    return walk;
  }

  Result<Byte> next() {
    const auto byte = SLUICE_TRY(source_.read_array<1>(at_));
    ++at_;
    return byte[0];
  }

  Result<Bytes> next_block() {
    const Byte size = SLUICE_TRY(next());
    Bytes block = SLUICE_TRY(source_.read_exactly(at_, size));
    at_ += size;
    return block;
  }

  Result<void> skip_blocks() {
    while (true) {
      const Byte size = SLUICE_TRY(next());
      if (size == 0) return {};
      at_ += size;
    }
  }

  void describe() {
    model::Technical& technical = collector_.technical();
    technical.color_mode = "P";
    technical.has_alpha = transparent_;
    technical.frame_count = std::max(frames_, 1u);
    if (frames_ == 0) collector_.warn("no picture data");
    if (frames_ < 2) return;
    technical.duration_s = static_cast<double>(delay_cs_) / 100;
    if (delay_cs_ > 0) technical.frame_rate = frames_ / technical.duration_s;
  }

  const ByteSource& source_;
  Collector collector_;
  std::uint64_t at_ = 0;
  std::uint32_t frames_ = 0;
  std::uint64_t delay_cs_ = 0;
  std::uint64_t pending_delay_cs_ = 0;
  bool transparent_ = false;
};

}  // namespace

Result<model::RawMetadata> read_gif(const ByteSource& source, const Limits& limits) {
  return GifReader(source, limits).read();
}

}  // namespace sluice::formats
