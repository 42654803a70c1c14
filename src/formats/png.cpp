#include "formats/png.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <zlib.h>

#include "base/utf8.h"
#include "formats/collector.h"
#include "formats/exif.h"
#include "formats/fourcc.h"
#include "formats/iptc.h"
#include "formats/text.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

constexpr std::uint64_t kSignatureBytes = 8;
constexpr std::uint32_t kLongestChunk = 0x7FFFFFFF;

struct Chunk {
  FourCC type = 0;
  std::uint64_t data = 0;    // offset
  std::uint32_t length = 0;  // as claimed
  bool whole = true;         // data and checksum are inside the file
};

std::uint32_t checksum(FourCC type, ByteView data) {
  const std::array<Byte, 4> name = bytes_of(type);
  return static_cast<std::uint32_t>(crc32_z(crc32_z(0, name.data(), name.size()), data.data(), data.size()));
}

// ImageMagick's "Raw profile type …": a line break, the name, the length, then hexadecimal digits in lines.
Bytes raw_profile(std::string_view text) {
  Bytes out;
  text = trimmed(text);
  for (int line = 0; line < 2; ++line)
    text.remove_prefix(
        std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
  out.reserve(text.size() / 2);
  int high = -1;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) continue;
    if (high >= 0) out.push_back(static_cast<Byte>(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  return out;
}

class PngReader {
 public:
  PngReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "png") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    describe_animation();
    return collector_.finish(walk, Orientation::apply);
  }

 private:
  Result<void> run() {
    std::uint64_t offset = kSignatureBytes;
    bool first = true;
    while (collector_.count_chunk()) {
      const Chunk chunk = SLUICE_TRY(read_chunk(offset));
      if (first && chunk.type != fourcc("IHDR") && chunk.type != fourcc("CgBI"))
        return fail(Code::corrupt, "the first chunk is not IHDR");
      first = first && chunk.type == fourcc("CgBI");
      SLUICE_TRY(take(chunk));
      if (!chunk.whole)
        return fail(Code::corrupt, fmt::format("{} chunk of {} bytes ends after the file", to_text(name_of(chunk.type)),
                                               chunk.length));
      offset = chunk.data + chunk.length + 4;
      if (chunk.type == fourcc("IEND")) return check_end(offset);
    }
    return {};
  }

  Result<void> check_end(std::uint64_t end) {
    if (!has_pixels_) collector_.warn("no picture data (IDAT)");
    if (end < source_.size())
      collector_.warn(fmt::format("{} bytes follow the end of the picture", source_.size() - end));
    return {};
  }

  Result<Chunk> read_chunk(std::uint64_t offset) const {
    if (offset >= source_.size()) return fail(Code::corrupt, "the file ends without IEND: it is cut short");
    const auto head = SLUICE_TRY(source_.read_array<8>(offset));
    ByteReader reader(head);
    Chunk chunk;
    chunk.length = SLUICE_TRY(reader.u32be());
    chunk.type = SLUICE_TRY(reader.u32be());
    chunk.data = offset + head.size();
    const auto is_letter = [](Byte b) { return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z'); };
    if (!std::ranges::all_of(bytes_of(chunk.type), is_letter))
      return fail(Code::corrupt, fmt::format("no chunk where one should be, at {}", offset));
    if (chunk.length > kLongestChunk)
      return fail(Code::corrupt, fmt::format("{} chunk of {} bytes", name_of(chunk.type), chunk.length));
    chunk.whole = source_.size() - chunk.data >= std::uint64_t{chunk.length} + 4;
    return chunk;
  }

  Result<void> take(const Chunk& chunk) {
    switch (chunk.type) {
      case fourcc("IHDR"):
        return take_header(chunk);
      case fourcc("IDAT"):
        has_pixels_ = true;
        return {};
      case fourcc("tRNS"):
        take_transparency();
        return {};
      case fourcc("tEXt"):
        return take_text(chunk);
      case fourcc("zTXt"):
        return take_compressed_text(chunk);
      case fourcc("iTXt"):
        return take_international_text(chunk);
      case fourcc("eXIf"):
        read_exif(SLUICE_TRY(load(chunk, collector_.limits().exif_bytes)), collector_);
        return {};
      case fourcc("acTL"):
        return take_animation(chunk);
      case fourcc("fcTL"):
        return take_frame(chunk);
      case fourcc("caBX"):
        collector_.add_text("png", "c2pa", fmt::format("{} bytes", chunk.length));
        return {};
      default:
        return {};
    }
  }

  // The chunk's data as far as there is any, checked against its checksum when it is all there.
  Result<Bytes> load(const Chunk& chunk, std::uint64_t limit) {
    Bytes data = SLUICE_TRY(source_.read_up_to(chunk.data, std::min<std::uint64_t>(chunk.length, limit)));
    if (data.size() < chunk.length) {
      if (chunk.whole)
        collector_.warn(
            fmt::format("{} chunk of {} bytes: only {} are read", name_of(chunk.type), chunk.length, data.size()));
      return data;
    }
    if (!chunk.whole) return data;
    const auto stored = SLUICE_TRY(source_.read_array<4>(chunk.data + chunk.length));
    if (SLUICE_TRY(ByteReader(stored).u32be()) != checksum(chunk.type, data)) {
      if (chunk.type == fourcc("IHDR")) return fail(Code::corrupt, "IHDR: wrong checksum");
      collector_.warn(fmt::format("{} chunk: wrong checksum", name_of(chunk.type)));
    }
    return data;
  }

  Result<void> take_header(const Chunk& chunk) {
    if (collector_.technical().width != 0) return {};
    if (!chunk.whole || chunk.length != 13) return fail(Code::corrupt, "IHDR is cut short");
    const Bytes data = SLUICE_TRY(load(chunk, chunk.length));
    ByteReader reader(data);
    const std::uint32_t width = SLUICE_TRY(reader.u32be());
    const std::uint32_t height = SLUICE_TRY(reader.u32be());
    const Byte depth = SLUICE_TRY(reader.u8());
    const Byte colour = SLUICE_TRY(reader.u8());
    if (width > kLongestChunk || height > kLongestChunk) return fail(Code::corrupt, "IHDR: impossible dimensions");
    model::Technical& technical = collector_.technical();
    technical.bit_depth = depth;
    technical.has_alpha = colour == 4 || colour == 6;
    technical.frame_count = 1;
    switch (colour) {
      case 0:
        technical.color_mode = depth == 1 ? "1" : depth == 16 ? "I;16" : "L";
        break;
      case 2:
        technical.color_mode = "RGB";
        break;
      case 3:
        technical.color_mode = "P";
        break;
      case 4:
        technical.color_mode = "LA";
        break;
      case 6:
        technical.color_mode = "RGBA";
        break;
      default:
        return fail(Code::corrupt, fmt::format("IHDR: unknown colour type {}", colour));
    }
    technical.width = width;
    technical.height = height;
    return {};
  }

  void take_transparency() { collector_.technical().has_alpha = true; }

  Result<void> take_text(const Chunk& chunk) {
    const Bytes data = SLUICE_TRY(load(chunk, collector_.limits().text_bytes));
    ByteReader reader(data);
    const auto key = reader.take_until_zero();
    if (!key) return without_keyword(chunk);
    store(*key, decoded_text(reader.take_rest()));
    return {};
  }

  Result<void> take_compressed_text(const Chunk& chunk) {
    const Bytes data = SLUICE_TRY(load(chunk, collector_.limits().text_bytes));
    ByteReader reader(data);
    const auto key = reader.take_until_zero();
    if (!key || !reader.skip(1)) return without_keyword(chunk);
    const std::string text = collector_.inflate(reader.take_rest(), "zTXt " + decoded_text(clipped_key(*key)));
    store(*key, decoded_text(as_bytes(text)));
    return {};
  }

  Result<void> take_international_text(const Chunk& chunk) {
    const Bytes data = SLUICE_TRY(load(chunk, collector_.limits().text_bytes));
    ByteReader reader(data);
    const auto key = reader.take_until_zero();
    const auto compressed = reader.u8();
    if (!key || !compressed || !reader.skip(1) || !reader.take_until_zero() || !reader.take_until_zero())
      return without_keyword(chunk);
    if (*compressed == 0) {
      store(*key, decoded_text(reader.take_rest()));
      return {};
    }
    const std::string text = collector_.inflate(reader.take_rest(), "iTXt " + decoded_text(clipped_key(*key)));
    store(*key, decoded_text(as_bytes(text)));
    return {};
  }

  Result<void> without_keyword(const Chunk& chunk) {
    collector_.warn(fmt::format("{} chunk without a keyword", name_of(chunk.type)));
    return {};
  }

  static ByteView clipped_key(ByteView key) { return key.first(std::min<std::size_t>(key.size(), 79)); }

  void store(ByteView raw_key, std::string text) {
    const std::string key = decoded_text(raw_key);
    const std::string lower = to_lower_ascii(key);
    if (lower == "xml:com.adobe.xmp") return read_xmp(as_bytes(text), collector_);
    if (lower.starts_with("raw profile type ")) return store_profile(lower.substr(17), key, std::move(text));
    collector_.add_text("png", key, std::move(text));
  }

  void store_profile(std::string_view type, std::string_view key, std::string text) {
    const Bytes profile = raw_profile(text);
    const std::string_view content = as_text(profile);
    if (type == "exif" || (type == "app1" && content.starts_with("Exif"))) return read_exif(profile, collector_);
    if (type == "xmp") return read_xmp(profile, collector_);
    if (type == "iptc" && content.starts_with("8BIM")) return read_photoshop_resources(profile, collector_);
    if (type == "iptc") return read_iptc(profile, collector_);
    if (type != "icc" && type != "icm") collector_.add_text("png", key, std::move(text));
  }

  Result<void> take_animation(const Chunk& chunk) {
    const Bytes data = SLUICE_TRY(load(chunk, 8));
    const auto frames = ByteReader(data).u32be();
    if (frames && *frames > 0) claimed_frames_ = *frames;
    return {};
  }

  Result<void> take_frame(const Chunk& chunk) {
    const Bytes data = SLUICE_TRY(load(chunk, 26));
    ByteReader reader(data);
    if (!reader.skip(20)) return {};
    const auto numerator = reader.u16be();
    const auto denominator = reader.u16be();
    if (!numerator || !denominator) return {};
    ++seen_frames_;
    duration_s_ += static_cast<double>(*numerator) / (*denominator == 0 ? 100 : *denominator);
    return {};
  }

  void describe_animation() {
    if (!claimed_frames_) return;
    model::Technical& technical = collector_.technical();
    if (seen_frames_ != *claimed_frames_)
      collector_.warn(fmt::format("{} of {} frames are there", seen_frames_, *claimed_frames_));
    technical.frame_count = std::max(seen_frames_, 1u);
    technical.duration_s = duration_s_;
    if (duration_s_ > 0) technical.frame_rate = seen_frames_ / duration_s_;
  }

  const ByteSource& source_;
  Collector collector_;
  bool has_pixels_ = false;
  std::optional<std::uint32_t> claimed_frames_;
  std::uint32_t seen_frames_ = 0;
  double duration_s_ = 0;
};

}  // namespace

Result<model::RawMetadata> read_png(const ByteSource& source, const Limits& limits) {
  return PngReader(source, limits).read();
}

}  // namespace sluice::formats
