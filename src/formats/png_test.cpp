#include "formats/png.h"

#include <zlib.h>

#include "formats/testing/exif_builder.h"
#include "formats/testing/png_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::ExifBuilder;
using testing::PngBuilder;
using testing::read_bytes;
using testing::text_of;
using testing::warns;

constexpr std::string_view kXmp =
    R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">)"
    R"(<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>)";

TEST(Png, TellsColourModesInPillowsWords) {
  struct Case {
    Byte depth, colour;
    std::string_view mode;
    bool alpha;
  };
  const Case cases[] = {{1, 0, "1", false},   {8, 0, "L", false},    {16, 0, "I;16", false},
                        {8, 2, "RGB", false}, {16, 2, "RGB", false}, {4, 3, "P", false},
                        {8, 4, "LA", true},   {8, 6, "RGBA", true},  {16, 6, "RGBA", true}};
  for (const Case& c : cases) {
    const auto metadata =
        read_bytes(PngBuilder({.width = 7, .height = 5, .depth = c.depth, .colour = c.colour}).pixels().build());
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->format, "png");
    EXPECT_EQ(metadata->file_type, model::FileType::image);
    EXPECT_EQ(metadata->technical.width, 7u);
    EXPECT_EQ(metadata->technical.height, 5u);
    EXPECT_EQ(metadata->technical.color_mode, c.mode);
    EXPECT_EQ(metadata->technical.has_alpha, c.alpha);
    EXPECT_EQ(metadata->technical.bit_depth, c.depth);
    EXPECT_EQ(metadata->technical.frame_count, 1u);
    EXPECT_TRUE(metadata->warnings.empty());
  }
}

TEST(Png, CountsTransparentColoursAsAlpha) {
  EXPECT_EQ(read_bytes(PngBuilder().chunk("tRNS", Bytes(6)).pixels().build())->technical.has_alpha, true);
}

TEST(Png, ReadsAllKindsOfTextBeforeAndAfterThePicture) {
  const auto metadata = read_bytes(PngBuilder()
                                       .text("parameters", "a cat\nSteps: 20")
                                       .compressed_text("prompt", R"({"1": {}})")
                                       .pixels()
                                       .international_text("workflow", "日本")
                                       .international_text("Description", "packed", true)
                                       .text("Latin", "gr\xFCn")
                                       .build());
  ASSERT_TRUE(metadata);
  const std::vector<model::RawText> expected{{"png", "parameters", "a cat\nSteps: 20"},
                                             {"png", "prompt", R"({"1": {}})"},
                                             {"png", "workflow", "日本"},
                                             {"png", "Description", "packed"},
                                             {"png", "Latin", "grün"}};
  EXPECT_EQ(metadata->texts, expected);
  EXPECT_TRUE(metadata->warnings.empty());
}

TEST(Png, ReadsExifAndXmp) {
  const Bytes exif = ExifBuilder().ascii(0x0131, "Fooocus v2").number(0x0112, 6).build();
  const auto metadata =
      read_bytes(PngBuilder().chunk("eXIf", exif).international_text("XML:com.adobe.xmp", kXmp).pixels().build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "exif", "Software"), "Fooocus v2");
  EXPECT_EQ(text_of(*metadata, "xmp", "packet"), kXmp);
  EXPECT_EQ(metadata->rating, 4.0);
  EXPECT_EQ(metadata->technical.orientation, 6);
  EXPECT_EQ(metadata->technical.width, 3u);
  EXPECT_EQ(metadata->technical.height, 4u);
}

TEST(Png, ReadsImageMagicksRawProfiles) {
  const Bytes exif = ExifBuilder().ascii(0x010F, "Leica").build_with_prefix();
  const std::string profile = "\nexif\n      " + std::to_string(exif.size()) + "\n" + to_hex(exif) + "\n";
  const auto metadata = read_bytes(PngBuilder().compressed_text("Raw profile type exif", profile).pixels().build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->camera.make, "Leica");
}

TEST(Png, NotesAManifestOfContentCredentials) {
  const auto metadata = read_bytes(PngBuilder().chunk("caBX", Bytes(123)).pixels().build());
  EXPECT_EQ(text_of(*metadata, "png", "c2pa"), "123 bytes");
}

TEST(Png, MeasuresAnimations) {
  const Bytes control = BytesBuilder().u32be(2).u32be(0).build();
  const auto frame = [](unsigned numerator, unsigned denominator) {
    return BytesBuilder().zeros(20).u16be(numerator).u16be(denominator).u16be(0).build();
  };
  const auto metadata = read_bytes(
      PngBuilder().chunk("acTL", control).chunk("fcTL", frame(1, 2)).pixels().chunk("fcTL", frame(50, 0)).build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->technical.frame_count, 2u);
  EXPECT_DOUBLE_EQ(metadata->technical.duration_s, 1.0);
  EXPECT_DOUBLE_EQ(metadata->technical.frame_rate, 2.0);
}

TEST(Png, KeepsWhatATruncatedFileHolds) {
  const auto without_end = read_bytes(PngBuilder().text("parameters", "a cat").pixels().build_without_end());
  ASSERT_TRUE(without_end);
  EXPECT_EQ(text_of(*without_end, "png", "parameters"), "a cat");
  EXPECT_TRUE(warns(*without_end, "cut short"));

  Bytes bytes = PngBuilder().pixels().text("parameters", "a long text that is cut").build_without_end();
  bytes.resize(bytes.size() - 12);
  const auto in_text = read_bytes(bytes);
  ASSERT_TRUE(in_text);
  EXPECT_EQ(text_of(*in_text, "png", "parameters"), "a long text tha");
  EXPECT_TRUE(warns(*in_text, "tEXt chunk of 34 bytes ends after the file"));
}

TEST(Png, KeepsATextWithAWrongChecksum) {
  Bytes bytes = PngBuilder().text("parameters", "a cat").build_without_end();
  bytes.back() ^= 1;
  const auto metadata =
      read_bytes(BytesBuilder().bytes(bytes).bytes(ByteView(PngBuilder().pixels().build()).subspan(33)).build());
  ASSERT_TRUE(metadata);
  EXPECT_EQ(text_of(*metadata, "png", "parameters"), "a cat");
  EXPECT_TRUE(warns(*metadata, "wrong checksum"));
}

TEST(Png, WarnsOfWhatIsMissingOrTooMuch) {
  EXPECT_TRUE(warns(*read_bytes(PngBuilder().build()), "no picture data"));
  EXPECT_TRUE(
      warns(*read_bytes(BytesBuilder().bytes(PngBuilder().pixels().build()).text("more").build()), "4 bytes follow"));
}

TEST(Png, IsCorruptWithoutASoundHeader) {
  Bytes wrong_checksum = PngBuilder().pixels().build();
  wrong_checksum[20] ^= 1;
  const Bytes no_header =
      BytesBuilder().text("\x89PNG\r\n\x1A\n").bytes(ByteView(PngBuilder().pixels().build()).subspan(33)).build();
  const Bytes no_width = PngBuilder({.width = 0}).build();
  for (const Bytes& bytes : {wrong_checksum, no_header, no_width, Bytes(no_width.begin(), no_width.begin() + 20)}) {
    const auto metadata = read_bytes(bytes);
    ASSERT_FALSE(metadata);
    EXPECT_EQ(metadata.error().code, Code::corrupt);
  }
}

TEST(Png, IsTooLargeBeyondThePixelLimit) {
  const auto metadata = read_bytes(PngBuilder({.width = 0x7FFFFFFF, .height = 0x7FFFFFFF}).build());
  ASSERT_FALSE(metadata);
  EXPECT_EQ(metadata.error().code, Code::too_large);
}

TEST(Png, TakesNoMemoryForAChunkThatLiesAboutItsSize) {
  for (const std::string_view type : {"tEXt", "zTXt", "iTXt", "eXIf", "IDAT", "acTL", "caBX"}) {
    const Bytes bytes =
        BytesBuilder().bytes(PngBuilder().build_without_end()).u32be(0x7FFFFFFF).text(type).text("key").u8(0).build();
    const testing::AllocationWatch watch;
    const auto metadata = read_bytes(bytes);
    ASSERT_TRUE(metadata) << type;
    EXPECT_FALSE(metadata->warnings.empty());
    EXPECT_LT(watch.peak_bytes(), 100'000u) << type;
  }
}

TEST(Png, StopsATextBombAtTheLimit) {
  const std::string zeros(100u << 20, 'x');
  uLongf size = compressBound(zeros.size());
  Bytes bomb(size);
  ASSERT_EQ(compress2(bomb.data(), &size, as_bytes(zeros).data(), zeros.size(), 9), Z_OK);
  bomb.resize(size);
  ASSERT_LT(bomb.size(), 512u << 10);
  const Bytes bytes = PngBuilder().compressed_text("bomb", ByteView(bomb)).text("parameters", "a cat").pixels().build();
  const testing::AllocationWatch watch;
  const auto metadata = read_bytes(bytes);
  ASSERT_TRUE(metadata);
  EXPECT_TRUE(warns(*metadata, "inflates to more than the limit"));
  EXPECT_EQ(text_of(*metadata, "png", "parameters"), "a cat");
  EXPECT_LT(watch.peak_bytes(), 64u << 20);
}

TEST(Png, StopsAtTheLimitOfChunks) {
  Limits limits;
  limits.chunks = 50;
  PngBuilder builder;
  for (int i = 0; i < 100; ++i) builder.text("key", "value");
  const auto metadata = read_bytes(builder.pixels().build(), limits);
  ASSERT_TRUE(metadata);
  EXPECT_LT(metadata->texts.size(), 50u);
  EXPECT_TRUE(warns(*metadata, "more than 50 chunks"));
}

TEST(Png, SurvivesEveryCutAndFlip) {
  testing::expect_robust(
      PngBuilder()
          .text("parameters", "a cat")
          .compressed_text("prompt", "{}")
          .international_text("XML:com.adobe.xmp", kXmp)
          .chunk("eXIf", ExifBuilder().ascii(0x010F, "Leica").user_comment("ASCII", as_bytes("hello")).build())
          .pixels()
          .international_text("workflow", "{}", true)
          .build());
}

}  // namespace
}  // namespace sluice::formats
