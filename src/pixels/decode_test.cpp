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

// A file of a brand and no picture: each decoder says so in its own words.
TEST(Decode, TellsAvifFromHeicByTheBrands) {
  const auto said = [](const Bytes& bytes, const auto& decoder) {
    return decoder(formats::MemorySource(bytes)).error().message;
  };
  const auto chosen = [](const formats::ByteSource& source) { return decode(source, Format::heif, {}, {}); };
  const auto avif = [](const formats::ByteSource& source) { return decode_avif(source, {}, {}); };
  const auto heic = [](const formats::ByteSource& source) { return decode_heic(source, {}, {}); };
  for (const Bytes& bytes :
       {file_type("avif", "----", "mif1"), file_type("avis", "----", "msf1"), file_type("mif1", "----", "miafavif")}) {
    EXPECT_EQ(said(bytes, chosen), said(bytes, avif));
    EXPECT_NE(said(bytes, chosen), said(bytes, heic));
  }
  for (const Bytes& bytes : {file_type("heic", "----", "mif1"), file_type("mif1", "avif", "heic")}) {
    EXPECT_EQ(said(bytes, chosen), said(bytes, heic));
    EXPECT_NE(said(bytes, chosen), said(bytes, avif));
  }
}

TEST(Decode, RefusesWhatIsNoKnownFormat) {
  EXPECT_EQ(decode(formats::MemorySource({}), Format::unknown, {}, {}).error().code, Code::unsupported);
}

}  // namespace
}  // namespace sluice::pixels
