#include "pixels/decode.h"

#include <gtest/gtest.h>

#include "formats/testing/bytes_builder.h"
#include "pixels/avif.h"
#include "pixels/heic.h"

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

// Of a file without a picture, each decoder says in its own words what is wrong.
TEST(Decode, TellsAvifFromHeicByTheBrands) {
  const auto chosen = [](const Bytes& bytes) -> std::string {
    const formats::MemorySource source(bytes);
    const std::string message = decode(source, Format::heif, {}, {}).error().message;
    const bool is_avif = message == decode_avif(source, {}, {}).error().message;
    const bool is_heic = message == decode_heic(source, {}, {}).error().message;
    return is_avif == is_heic ? "?" : is_avif ? "avif" : "heic";
  };
  EXPECT_EQ(chosen(file_type("avif", "----", "mif1")), "avif");
  EXPECT_EQ(chosen(file_type("avis", "----", "msf1")), "avif");
  EXPECT_EQ(chosen(file_type("mif1", "----", "miafavif")), "avif");
  EXPECT_EQ(chosen(file_type("heic", "----", "mif1")), "heic");
  EXPECT_EQ(chosen(file_type("mif1", "avif", "heic")), "heic");
}

TEST(Decode, RefusesWhatIsNoKnownFormat) {
  EXPECT_EQ(decode(formats::MemorySource({}), Format::unknown, {}, {}).error().code, Code::unsupported);
}

}  // namespace
}  // namespace sluice::pixels
