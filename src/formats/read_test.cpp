#include "formats/read.h"

#include "formats/sniff.h"
#include "formats/testing/gif_builder.h"
#include "formats/testing/isobmff_builder.h"
#include "formats/testing/jpeg_builder.h"
#include "formats/testing/png_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::file_type_box;
using testing::read_bytes;

Format sniffed(ByteView bytes) { return sniff(MemorySource(bytes)).value_or(Format::unknown); }

TEST(Sniff, LooksAtBrandsOfIsoFiles) {
  const std::tuple<std::string_view, std::string_view, Format> cases[] = {
      {"avif", "", Format::heif},         {"avis", "msf1", Format::heif}, {"heic", "mif1", Format::heif},
      {"mif1", "heicmp42", Format::heif}, {"isom", "avif", Format::mp4},  {"qt  ", "", Format::mp4},
      {"3gp9", "isom", Format::mp4},      {"ABCD", "heic", Format::heif}, {"ABCD", "", Format::mp4},
      {"crx ", "isom", Format::unknown}};
  for (const auto& [major, compatible, format] : cases)
    EXPECT_EQ(sniffed(file_type_box(major, compatible)), format) << major << ' ' << compatible;
}

TEST(Sniff, KnowsFilmsFromBeforeBrands) {
  for (const std::string_view type : {"moov", "mdat", "wide", "free"})
    EXPECT_EQ(sniffed(testing::box(type, Bytes(8))), Format::mp4);
}

TEST(Read, SaysUnsupportedOfWhatItDoesNotKnow) {
  const std::string_view others[] = {"just some text, nothing else",
                                     "PK\x03\x04 a zip archive",
                                     "%PDF-1.7 and more",
                                     "II*\0 a TIFF file",
                                     "RIFF\x10\0\0\0WAVEfmt ",
                                     "x",
                                     "\x89PN",
                                     "BM bitmap"};
  for (const std::string_view bytes : others) {
    const auto metadata = read_bytes(as_bytes(bytes));
    ASSERT_FALSE(metadata) << bytes;
    EXPECT_EQ(metadata.error().code, Code::unsupported) << bytes;
  }
}

TEST(Read, SaysCorruptOfAnEmptyFile) { EXPECT_EQ(read_bytes({}).error().code, Code::corrupt); }

TEST(Read, PassesOnThatTheSystemSaysNo) {
  EXPECT_EQ(read(FileSource(-1, 1000), {}).error().code, Code::io);
  // …also half-way, with the dimensions already known: what is there now is not what the file is.
  class Failing final : public ByteSource {
   public:
    explicit Failing(Bytes bytes) : bytes_(std::move(bytes)) {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const override {
      if (offset > 40) return fail(Code::io, "the disk is gone");
      return MemorySource(bytes_).read_at(offset, out);
    }

   private:
    Bytes bytes_;
  };
  EXPECT_EQ(read(Failing(testing::PngBuilder().text("a", "b").pixels().build()), {}).error().code, Code::io);
}

TEST(Read, IsNotFooledByNoise) {
  std::uint32_t state = 1;
  const Bytes beginnings[] = {testing::PngBuilder().build_without_end(),
                              testing::JpegBuilder().frame(8, 8).build_without_end(),
                              BytesBuilder().u32be(0x1A45DFA3).build(),
                              file_type_box("isom"),
                              file_type_box("avif"),
                              BytesBuilder().text("GIF89a").build(),
                              BytesBuilder().text("RIFF").u32le(500).text("WEBP").build(),
                              BytesBuilder().u16be(0xFF0A).build()};
  for (const Bytes& beginning : beginnings) {
    for (int round = 0; round < 100; ++round) {
      BytesBuilder bytes;
      bytes.bytes(beginning);
      for (int i = 0; i < 300; ++i) {
        state = state * 1664525u + 1013904223u;
        bytes.u8(state >> 24);
      }
      testing::expect_sound(bytes.build());
    }
  }
}

}  // namespace
}  // namespace sluice::formats
