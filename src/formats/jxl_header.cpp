#include "formats/jxl_header.h"

#include <algorithm>
#include <array>

namespace sluice::formats {
namespace {

// One of four ways to write a number: `offset` plus `bits` bits.
struct Choice {
  std::uint32_t offset;
  unsigned bits;
};

class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  // Least significant bit first.
  Result<std::uint32_t> bits(unsigned count) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i, ++at_) {
      if (at_ / 8 >= bytes_.size()) return fail(Code::corrupt, "the codestream's header is cut short");
      value |= static_cast<std::uint32_t>(bytes_[at_ / 8] >> (at_ % 8) & 1) << i;
    }
    return value;
  }
  Result<bool> flag() { return SLUICE_TRY(bits(1)) != 0; }
  Result<std::uint32_t> number(const std::array<Choice, 4>& choices) {
    const Choice choice = choices.at(SLUICE_TRY(bits(2)));
    return choice.offset + SLUICE_TRY(bits(choice.bits));
  }
  Result<std::uint32_t> enumeration() { return number({{{0, 0}, {1, 0}, {2, 4}, {18, 6}}}); }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

struct Size {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

Result<std::uint32_t> width_from_ratio(std::uint32_t ratio, std::uint64_t height) {
  constexpr std::array<std::pair<std::uint64_t, std::uint64_t>, 8> kRatios{
      {{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}};
  const auto [numerator, denominator] = kRatios.at(ratio);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(height * numerator / denominator, 0xFFFFFFFFu));
}

Result<Size> read_size(BitReader& reader) {
  constexpr std::array<Choice, 4> kLength{{{1, 9}, {1, 13}, {1, 18}, {1, 30}}};
  Size size;
  const bool in_eights = SLUICE_TRY(reader.flag());
  size.height = in_eights ? (SLUICE_TRY(reader.bits(5)) + 1) * 8 : SLUICE_TRY(reader.number(kLength));
  const std::uint32_t ratio = SLUICE_TRY(reader.bits(3));
  if (ratio != 0) {
    size.width = SLUICE_TRY(width_from_ratio(ratio, size.height));
  } else {
    size.width = in_eights ? (SLUICE_TRY(reader.bits(5)) + 1) * 8 : SLUICE_TRY(reader.number(kLength));
  }
  return size;
}

Result<void> skip_preview(BitReader& reader) {
  constexpr std::array<Choice, 4> kEights{{{16, 0}, {32, 0}, {1, 5}, {33, 9}}};
  constexpr std::array<Choice, 4> kLength{{{1, 6}, {65, 8}, {321, 10}, {1345, 12}}};
  const bool in_eights = SLUICE_TRY(reader.flag());
  SLUICE_TRY(reader.number(in_eights ? kEights : kLength));
  if (SLUICE_TRY(reader.bits(3)) == 0) SLUICE_TRY(reader.number(in_eights ? kEights : kLength));
  return {};
}

Result<void> skip_animation(BitReader& reader) {
  SLUICE_TRY(reader.number({{{100, 0}, {1000, 0}, {1, 10}, {1, 30}}}));
  SLUICE_TRY(reader.number({{{1, 0}, {1001, 0}, {1, 8}, {1, 10}}}));
  SLUICE_TRY(reader.number({{{0, 0}, {0, 3}, {0, 16}, {0, 32}}}));
  SLUICE_TRY(reader.flag());
  return {};
}

Result<std::uint16_t> read_bit_depth(BitReader& reader) {
  if (!SLUICE_TRY(reader.flag()))
    return static_cast<std::uint16_t>(SLUICE_TRY(reader.number({{{8, 0}, {10, 0}, {12, 0}, {1, 6}}})));
  const std::uint32_t bits = SLUICE_TRY(reader.number({{{32, 0}, {16, 0}, {24, 0}, {1, 6}}}));
  SLUICE_TRY(reader.bits(4));
  return static_cast<std::uint16_t>(bits);
}

// True if the channel is alpha.
Result<bool> read_extra_channel(BitReader& reader) {
  constexpr std::uint32_t kAlpha = 0;
  constexpr std::uint32_t kSpotColour = 2;
  constexpr std::uint32_t kColourFilter = 5;
  if (SLUICE_TRY(reader.flag())) return true;
  const std::uint32_t type = SLUICE_TRY(reader.enumeration());
  SLUICE_TRY(read_bit_depth(reader));
  SLUICE_TRY(reader.number({{{0, 0}, {3, 0}, {4, 0}, {1, 3}}}));
  const std::uint32_t name_length = SLUICE_TRY(reader.number({{{0, 0}, {0, 4}, {16, 5}, {48, 10}}}));
  for (std::uint32_t i = 0; i < name_length; ++i) SLUICE_TRY(reader.bits(8));
  if (type == kAlpha) SLUICE_TRY(reader.flag());
  for (int i = 0; type == kSpotColour && i < 4; ++i) SLUICE_TRY(reader.bits(16));
  if (type == kColourFilter) SLUICE_TRY(reader.number({{{1, 0}, {0, 2}, {3, 4}, {19, 8}}}));
  return type == kAlpha;
}

Result<void> read_image_metadata(BitReader& reader, JxlHeader& header) {
  if (SLUICE_TRY(reader.flag())) return {};  // all default
  if (SLUICE_TRY(reader.flag())) {
    header.orientation = static_cast<std::uint16_t>(1 + SLUICE_TRY(reader.bits(3)));
    if (SLUICE_TRY(reader.flag())) SLUICE_TRY(read_size(reader));  // intrinsic size
    if (SLUICE_TRY(reader.flag())) SLUICE_TRY(skip_preview(reader));
    header.animated = SLUICE_TRY(reader.flag());
    if (header.animated) SLUICE_TRY(skip_animation(reader));
  }
  header.bit_depth = SLUICE_TRY(read_bit_depth(reader));
  SLUICE_TRY(reader.flag());  // 16-bit buffers suffice
  const std::uint32_t channels = SLUICE_TRY(reader.number({{{0, 0}, {1, 0}, {2, 4}, {1, 12}}}));
  for (std::uint32_t i = 0; i < channels; ++i) {
    if (SLUICE_TRY(read_extra_channel(reader))) header.has_alpha = true;
  }
  SLUICE_TRY(reader.flag());                 // XYB
  if (SLUICE_TRY(reader.flag())) return {};  // the default colour encoding: sRGB
  SLUICE_TRY(reader.flag());                 // an ICC profile follows
  header.grey = SLUICE_TRY(reader.enumeration()) == 1;
  return {};
}

}  // namespace

Result<void> read_jxl_header(ByteView codestream, JxlHeader& header) {
  if (codestream.size() < 2 || codestream[0] != 0xFF || codestream[1] != 0x0A)
    return fail(Code::corrupt, "no codestream");
  BitReader reader(codestream.subspan(2));
  const Size size = SLUICE_TRY(read_size(reader));
  header.width = size.width;
  header.height = size.height;
  return read_image_metadata(reader, header);
}

}  // namespace sluice::formats
