#include "formats/jpeg.h"

#include <algorithm>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "formats/collector.h"
#include "formats/exif.h"
#include "formats/iptc.h"
#include "formats/text.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

namespace marker {
constexpr Byte kSof0 = 0xC0;
constexpr Byte kDht = 0xC4;
constexpr Byte kJpg = 0xC8;
constexpr Byte kDac = 0xCC;
constexpr Byte kSof15 = 0xCF;
constexpr Byte kRst0 = 0xD0;
constexpr Byte kSoi = 0xD8;
constexpr Byte kEoi = 0xD9;
constexpr Byte kSos = 0xDA;
constexpr Byte kApp1 = 0xE1;
constexpr Byte kApp11 = 0xEB;
constexpr Byte kApp13 = 0xED;
constexpr Byte kCom = 0xFE;
}  // namespace marker

constexpr std::string_view kExif("Exif\0", 5);  // a pad byte follows, which is not always zero
constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kExtendedXmp("http://ns.adobe.com/xmp/extension/\0", 35);
constexpr std::string_view kPhotoshop("Photoshop 3.0\0", 14);

bool is_frame_header(Byte code) {
  return code >= marker::kSof0 && code <= marker::kSof15 && code != marker::kDht && code != marker::kJpg &&
         code != marker::kDac;
}

bool has_no_length(Byte code) { return code == 0x01 || (code >= marker::kRst0 && code <= marker::kSoi); }

struct ExtendedXmp {
  Bytes bytes;
  std::uint64_t received = 0;
};

class JpegReader {
 public:
  JpegReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "jpeg") {}

  Result<model::RawMetadata> read() {
    collector_.technical().frame_count = 1;
    const Result<void> walk = run();
    if (!exif_.empty()) read_exif(exif_, collector_);
    finish_extended_xmp();
    if (c2pa_bytes_ > 0) collector_.add_text("jpeg", "c2pa", fmt::format("{} bytes", c2pa_bytes_));
    return collector_.finish(walk, Orientation::apply);
  }

 private:
  Result<void> run() {
    std::uint64_t offset = 2;
    while (collector_.count_chunk()) {
      const Byte code = SLUICE_TRY(read_marker(offset));
      if (has_no_length(code)) continue;
      if (code == marker::kEoi) return fail(Code::corrupt, "the file ends before its picture data");
      const auto head = SLUICE_TRY(source_.read_array<2>(offset));
      const std::uint16_t length = SLUICE_TRY(ByteReader(head).u16be());
      if (length < 2) return fail(Code::corrupt, fmt::format("segment {:02X} of {} bytes", code, length));
      if (code == marker::kSos) return look_for_end(offset + length);
      if (offset + length > source_.size())
        return fail(Code::corrupt, fmt::format("segment {:02X} ends after the file", code));
      SLUICE_TRY(take(code, offset + 2, length - 2u));
      offset += length;
    }
    return {};
  }

  // The next marker's code; `offset` moves behind it. Fill bytes are allowed; anything else between segments is stepped
  // over.
  Result<Byte> read_marker(std::uint64_t& offset) {
    bool after_mark = false;
    for (std::uint64_t skipped = 0; skipped < (1u << 20); ++skipped) {
      const Byte b = SLUICE_TRY(source_.read_array<1>(offset))[0];
      ++offset;
      if (b == 0xFF) {
        after_mark = true;
      } else if (after_mark && b != 0) {
        return b;
      } else {
        if (skipped == 0) collector_.warn(fmt::format("no segment where one should be, at {}", offset - 1));
        after_mark = false;
      }
    }
    return fail(Code::corrupt, "no further segment found");
  }

  Result<void> take(Byte code, std::uint64_t offset, std::uint32_t length) {
    if (is_frame_header(code)) return take_frame_header(offset, length);
    switch (code) {
      case marker::kCom:
        collector_.add_text("jpeg", "comment", decoded_text(SLUICE_TRY(source_.read_exactly(offset, length))));
        return {};
      case marker::kApp1:
        return take_app1(offset, length);
      case marker::kApp11:
        return take_app11(offset, length);
      case marker::kApp13:
        return take_app13(offset, length);
      default:
        return {};
    }
  }

  Result<void> take_frame_header(std::uint64_t offset, std::uint32_t length) {
    model::Technical& technical = collector_.technical();
    if (technical.width != 0) return {};  // hierarchical files have several; the first is the whole picture
    const Bytes data = SLUICE_TRY(source_.read_exactly(offset, std::min(length, 6u)));
    ByteReader reader(data);
    technical.bit_depth = SLUICE_TRY(reader.u8());
    const std::uint16_t height = SLUICE_TRY(reader.u16be());
    const std::uint16_t width = SLUICE_TRY(reader.u16be());
    const Byte components = SLUICE_TRY(reader.u8());
    if (width == 0 || height == 0) return fail(Code::corrupt, "the frame header names no dimensions");
    technical.width = width;
    technical.height = height;
    technical.color_mode = components == 1 ? "L" : components == 4 ? "CMYK" : "RGB";
    technical.has_alpha = false;
    return {};
  }

  Result<void> take_app1(std::uint64_t offset, std::uint32_t length) {
    const Bytes data = SLUICE_TRY(source_.read_exactly(offset, length));
    const ByteView bytes(data);
    const std::string_view text = as_text(bytes);
    if (text.starts_with(kExif)) {
      take_exif(bytes.subspan(std::min<std::size_t>(bytes.size(), kExif.size() + 1)));
    } else if (text.starts_with(kXmp)) {
      read_xmp(bytes.subspan(kXmp.size()), collector_);
    } else if (text.starts_with(kExtendedXmp)) {
      take_extended_xmp(bytes.subspan(kExtendedXmp.size()));
    }
    return {};
  }

  // A blob over 64 KiB goes on in the next segment, without a TIFF header of its own.
  void take_exif(ByteView bytes) {
    const std::string_view text = as_text(bytes);
    const bool starts_blob =
        text.starts_with(std::string_view("II*\0", 4)) || text.starts_with(std::string_view("MM\0*", 4));
    if (!exif_.empty() && starts_blob) return collector_.warn("a second EXIF segment is left out");
    if (exif_.size() + bytes.size() > collector_.limits().exif_bytes)
      return collector_.warn("EXIF over the limit is left out");
    exif_.insert(exif_.end(), bytes.begin(), bytes.end());
  }

  // XMP specification part 3, 1.1.3.1: GUID, full length, offset, then the part.
  void take_extended_xmp(ByteView bytes) {
    ByteReader reader(bytes);
    const auto guid = reader.take(32);
    const auto full = reader.u32be();
    const auto offset = reader.u32be();
    if (!guid || !full || !offset) return collector_.warn("extended XMP is cut short");
    const ByteView part = reader.take_rest();
    const std::uint64_t limit = std::min<std::uint64_t>(collector_.limits().text_bytes, source_.size());
    if (*full > limit || *offset > *full || part.size() > *full - *offset)
      return collector_.warn("extended XMP does not fit its length");
    ExtendedXmp& xmp = extended_xmp_[std::string(as_text(*guid))];
    if (extended_xmp_.size() > 4) return;  // one is the rule
    if (xmp.bytes.size() < *full) xmp.bytes.resize(*full);
    std::ranges::copy(part, std::span(xmp.bytes).subspan(*offset).begin());
    xmp.received += part.size();
  }

  void finish_extended_xmp() {
    for (const auto& [guid, xmp] : extended_xmp_) {
      if (xmp.bytes.empty()) continue;
      if (xmp.received < xmp.bytes.size()) collector_.warn("extended XMP has holes");
      read_xmp(xmp.bytes, collector_);
    }
  }

  Result<void> take_app11(std::uint64_t offset, std::uint32_t length) {
    const Bytes head = SLUICE_TRY(source_.read_up_to(offset, std::min(length, 2u)));
    if (as_text(head) == "JP") c2pa_bytes_ += length;
    return {};
  }

  Result<void> take_app13(std::uint64_t offset, std::uint32_t length) {
    const Bytes data = SLUICE_TRY(source_.read_exactly(offset, length));
    if (as_text(data).starts_with(kPhotoshop))
      read_photoshop_resources(ByteView(data).subspan(kPhotoshop.size()), collector_);
    return {};
  }

  // Nearly every whole file ends with the end marker; where other things follow the picture (motion photos) it is
  // looked for.
  Result<void> look_for_end(std::uint64_t offset) {
    if (offset >= source_.size()) return fail(Code::corrupt, "the file ends before its picture data");
    constexpr std::uint64_t kTail = 32;
    const Bytes tail = SLUICE_TRY(source_.read_up_to(source_.size() - std::min(kTail, source_.size() - offset), kTail));
    std::string_view end = as_text(tail);
    while (end.ends_with('\0')) end.remove_suffix(1);
    if (end.ends_with("\xFF\xD9")) return {};
    if (!SLUICE_TRY(contains_end(offset))) collector_.warn("no end marker: the picture may be cut short");
    return {};
  }

  Result<bool> contains_end(std::uint64_t offset) const {
    constexpr std::size_t kBlock = 64u << 10;
    bool after_mark = false;
    while (offset < source_.size()) {
      const Bytes block = SLUICE_TRY(source_.read_up_to(offset, kBlock));
      if (block.empty()) return false;
      if (after_mark && block.front() == marker::kEoi) return true;
      if (as_text(block).contains("\xFF\xD9")) return true;
      after_mark = block.back() == 0xFF;
      offset += block.size();
    }
    return false;
  }

  const ByteSource& source_;
  Collector collector_;
  Bytes exif_;
  std::map<std::string, ExtendedXmp> extended_xmp_;
  std::uint64_t c2pa_bytes_ = 0;
};

}  // namespace

Result<model::RawMetadata> read_jpeg(const ByteSource& source, const Limits& limits) {
  return JpegReader(source, limits).read();
}

}  // namespace sluice::formats
