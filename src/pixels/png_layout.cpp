#include "pixels/png_layout.h"

#include <algorithm>

#include <fmt/format.h>

#include "formats/fourcc.h"
#include "formats/inflate.h"
#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

using formats::fourcc;

constexpr std::uint64_t kSignatureBytes = 8;
constexpr std::uint32_t kHeaderBytes = 13;
constexpr std::uint64_t kAroundData = 12;  // length, type, checksum
constexpr std::uint32_t kMostChunks = 1'000'000;
constexpr std::uint64_t kLargestProfile = 4u << 20;

Result<void> read_header(const formats::ByteSource& source, const PngPiece& piece, PngLayout& layout) {
  if (piece.data_bytes != kHeaderBytes) return fail(Code::corrupt, "IHDR has a wrong length");
  const auto data = SLUICE_TRY(source.read_array<kHeaderBytes>(piece.offset + 8));
  ByteReader reader(data);
  layout.width = SLUICE_TRY(reader.u32be());
  layout.height = SLUICE_TRY(reader.u32be());
  layout.depth = SLUICE_TRY(reader.u8());
  layout.colour = PngColour{SLUICE_TRY(reader.u8())};
  SLUICE_TRY(reader.skip(2));  // compression and filter method: there is one of each
  layout.is_interlaced = SLUICE_TRY(reader.u8()) != 0;
  return {};
}

// A damaged profile is none.
Result<Bytes> read_profile(const formats::ByteSource& source, const PngPiece& piece) {
  if (piece.data_bytes > kLargestProfile) return Bytes{};
  const Bytes data = SLUICE_TRY(source.read_up_to(piece.offset + 8, piece.data_bytes));
  ByteReader reader(data);
  if (!reader.take_until_zero() || !reader.skip(1)) return Bytes{};
  const formats::Inflated profile = formats::inflate_zlib(reader.take_rest(), kLargestProfile);
  if (profile.end != formats::InflateEnd::complete) return Bytes{};
  const ByteView bytes = as_bytes(profile.text);
  return Bytes(bytes.begin(), bytes.end());
}

class Walk {
 public:
  Walk(const formats::ByteSource& source, const Limits& limits) : source_(source), limits_(limits) {}

  Result<PngLayout> run() {
    const auto signature = SLUICE_TRY(source_.read_array<kSignatureBytes>(0));
    if (as_text(signature) != "\x89PNG\r\n\x1A\n") return fail(Code::corrupt, "no PNG signature");
    std::uint64_t offset = kSignatureBytes;
    for (std::uint32_t count = 0; offset + 8 <= source_.size(); ++count) {
      if (count == kMostChunks) return fail(Code::too_large, fmt::format("more than {} chunks", kMostChunks));
      const auto head = SLUICE_TRY(source_.read_array<8>(offset));
      ByteReader reader(head);
      const PngPiece piece{offset, SLUICE_TRY(reader.u32be())};
      const formats::FourCC type = SLUICE_TRY(reader.u32be());
      if (!layout_.pixels.empty() && type != fourcc("IDAT")) break;
      SLUICE_TRY(take(type, piece));
      offset += kAroundData + piece.data_bytes;
    }
    if (layout_.pixels.empty()) return fail(Code::corrupt, "no picture data (IDAT)");
    layout_.is_whole = offset <= source_.size();
    return std::move(layout_);
  }

 private:
  Result<void> take(formats::FourCC type, const PngPiece& piece) {
    if (layout_.before_pixels.empty()) {
      if (type == fourcc("CgBI")) return fail(Code::unsupported, "Apple's variant of PNG (CgBI)");
      if (type != fourcc("IHDR")) return fail(Code::corrupt, "the first chunk is not IHDR");
      SLUICE_TRY(read_header(source_, piece, layout_));
      SLUICE_TRY(check_size(layout_.width, layout_.height, limits_));
    }
    switch (type) {
      case fourcc("IDAT"):
        compressed_bytes_ += piece.data_bytes;
        if (std::min(compressed_bytes_, source_.size()) > limits_.picture_bytes)
          return fail(Code::too_large, fmt::format("more than {} compressed bytes", limits_.picture_bytes));
        layout_.pixels.push_back(piece);
        break;
      case fourcc("tRNS"):
        layout_.has_transparency = true;
        [[fallthrough]];
      case fourcc("IHDR"):
      case fourcc("PLTE"):
        layout_.before_pixels.push_back(piece);
        break;
      case fourcc("iCCP"):
        layout_.icc = SLUICE_TRY(read_profile(source_, piece));
        break;
      default:
        break;
    }
    return {};
  }

  const formats::ByteSource& source_;
  const Limits& limits_;
  PngLayout layout_;
  std::uint64_t compressed_bytes_ = 0;
};

}  // namespace

Result<PngLayout> read_png_layout(const formats::ByteSource& source, const Limits& limits) {
  return Walk(source, limits).run();
}

}  // namespace sluice::pixels
