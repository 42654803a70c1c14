#include "pixels/hidden_text.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <libdeflate.h>

#include "base/utf8.h"

namespace sluice::pixels {
namespace {

constexpr std::size_t kMagicBytes = 15;
constexpr std::size_t kMostTextBytes = 16u << 20;

// The lowest bits of some samples of each pixel, in columns from left to right, each from top to bottom; eight make a
// byte, the highest first.
class LowestBits {
 public:
  // Samples [first, first + count) of each pixel.
  LowestBits(const Image& image, std::size_t first, std::size_t count) : image_(image), first_(first), count_(count) {}

  [[nodiscard]] std::uint64_t left() const { return std::uint64_t{image_.width()} * image_.height() * count_ - taken_; }

  // There must be 8 · bytes left.
  std::string take(std::size_t bytes) {
    std::string out(bytes, '\0');
    for (char& byte : out) {
      unsigned int value = 0;
      for (int bit = 0; bit < 8; ++bit) value = value << 1 | next();
      byte = static_cast<char>(value);
    }
    return out;
  }

 private:
  unsigned int next() {
    const unsigned int bit = image_.row(y_)[x_ * image_.samples_per_pixel() + first_ + sample_] & 1u;
    ++taken_;
    if (++sample_ < count_) return bit;
    sample_ = 0;
    if (++y_ < image_.height()) return bit;
    y_ = 0;
    ++x_;
    return bit;
  }

  const Image& image_;
  std::size_t first_;
  std::size_t count_;
  std::uint64_t taken_ = 0;
  std::uint32_t x_ = 0;
  std::uint32_t y_ = 0;
  std::size_t sample_ = 0;
};

using Found = Result<std::optional<std::string>>;

Error too_long() {
  return {Code::too_large, fmt::format("hidden text larger than {} MiB left unread", kMostTextBytes >> 20)};
}

Found gunzip(ByteView packed) {
  if (packed.size() < 18 || packed[0] != 0x1F || packed[1] != 0x8B) return std::nullopt;
  // RFC 1952 §2.3.1: the last four bytes are the size of the text. A lie fails below.
  ByteReader end(packed.last(4));
  const std::uint32_t size = end.u32le().value_or(0);
  constexpr std::uint64_t kMostPerByte = 1032;  // that Deflate makes of one byte (zlib, technical details)
  if (size > packed.size() * kMostPerByte) return std::nullopt;
  if (size > kMostTextBytes) return fail(too_long());
  Bytes text(size);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!inflater || libdeflate_gzip_decompress(inflater.get(), packed.data(), packed.size(), text.data(), text.size(),
                                              nullptr) != LIBDEFLATE_SUCCESS)
    return std::nullopt;
  return std::string(as_text(text));
}

Found read_payload(LowestBits& bits, bool is_packed) {
  if (bits.left() < 32) return std::nullopt;
  const std::string length = bits.take(4);
  const std::size_t payload_bits = ByteReader(as_bytes(length)).u32be().value_or(0);
  if (payload_bits > bits.left()) return std::nullopt;
  if (payload_bits / 8 > kMostTextBytes) return fail(too_long());
  std::string payload = bits.take(payload_bits / 8);
  if (!is_packed) return payload;
  return gunzip(as_bytes(payload));
}

Result<std::optional<HiddenText>> find_in(LowestBits bits, std::string_view plain, std::string_view packed) {
  if (bits.left() < kMagicBytes * 8) return std::nullopt;
  const std::string magic = bits.take(kMagicBytes);
  if (magic != plain && magic != packed) return std::nullopt;
  std::optional<std::string> text = SLUICE_TRY(read_payload(bits, magic == packed));
  if (!text || text->empty() || !is_utf8(*text)) return std::nullopt;
  return HiddenText{magic, *std::move(text)};
}

}  // namespace

Result<std::optional<HiddenText>> find_hidden_text(const Image& stored) {
  if (stored.has_alpha()) {
    auto found = SLUICE_TRY(find_in(LowestBits(stored, 3, 1), "stealth_pnginfo", "stealth_pngcomp"));
    if (found) return found;
  }
  return find_in(LowestBits(stored, 0, 3), "stealth_rgbinfo", "stealth_rgbcomp");
}

}  // namespace sluice::pixels
