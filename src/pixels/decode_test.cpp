#include "pixels/decode.h"

#include <gtest/gtest.h>

#include "formats/testing/bytes_builder.h"

namespace sluice::pixels {
namespace {

using formats::Format;
using formats::testing::BytesBuilder;

Bytes file_type(std::string_view major, std::string_view minor_version, std::string_view compatible) {
  return BytesBuilder()
      .u32be(16 + compatible.size())
      .text("ftyp")
      .text(major)
      .text(minor_version)
      .text(compatible)
      .text("avifavif")  // beyond the box
      .build();
}

// The message names the decoder that was chosen, whatever it makes of a file without a picture.
TEST(Decode, TellsAvifFromHeicByTheBrands) {
  const auto chosen = [](const Bytes& bytes) {
    return decode(formats::MemorySource(bytes), Format::heif, {}, {}).error().message;
  };
  EXPECT_EQ(chosen(file_type("avif", "----", "mif1")), "no decoder for AVIF");
  EXPECT_EQ(chosen(file_type("avis", "----", "msf1")), "no decoder for AVIF");
  EXPECT_EQ(chosen(file_type("mif1", "----", "miafavif")), "no decoder for AVIF");
  EXPECT_EQ(chosen(file_type("heic", "----", "mif1")), "no decoder for HEIC");
  EXPECT_EQ(chosen(file_type("mif1", "avif", "heic")), "no decoder for HEIC");
}

TEST(Decode, RefusesWhatIsNoKnownFormat) {
  EXPECT_EQ(decode(formats::MemorySource({}), Format::unknown, {}, {}).error().code, Code::unsupported);
}

}  // namespace
}  // namespace sluice::pixels
