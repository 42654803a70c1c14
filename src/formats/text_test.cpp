#include "formats/text.h"

#include <gtest/gtest.h>

#include "formats/testing/bytes_builder.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::utf16be;
using testing::utf16le;

TEST(DecodedText, TakesUtf8AndFallsBackToLatin1) {
  EXPECT_EQ(decoded_text(as_bytes("plain")), "plain");
  EXPECT_EQ(decoded_text(as_bytes("gr\xC3\xBCn")), "grün");
  EXPECT_EQ(decoded_text(as_bytes("gr\xFCn")), "grün");
  EXPECT_EQ(decoded_text(as_bytes(std::string_view("padded\0\0\0", 9))), "padded");
  EXPECT_EQ(decoded_text(as_bytes(std::string_view("a\0b", 3))),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(decoded_c_string(as_bytes(std::string_view("Canon\0junk", 10))), "Canon");
}

TEST(DecodedUtf16, FindsTheByteOrder) {
  const ByteOrder orders[] = {ByteOrder::big_endian, ByteOrder::little_endian};
  BytesBuilder chinese;
  BytesBuilder chinese_little;
  for (const unsigned c : {0x4E00u, 0x4E2Au, 0x5973u, 0x4EBAu, 0x7684u, 0x753Bu, 0x50CFu})
    chinese.u16be(c), chinese_little.u16le(c);
  for (const ByteOrder fallback : orders) {
    EXPECT_EQ(decoded_utf16(utf16be("Steps: 20"), fallback), "Steps: 20");
    EXPECT_EQ(decoded_utf16(utf16le("Steps: 20"), fallback), "Steps: 20");
    EXPECT_EQ(decoded_utf16(BytesBuilder().u8(0xFE).u8(0xFF).bytes(utf16be("marked")).build(), fallback), "marked");
    EXPECT_EQ(decoded_utf16(BytesBuilder().u8(0xFF).u8(0xFE).bytes(utf16le("marked")).build(), fallback), "marked");
    EXPECT_EQ(decoded_utf16(as_bytes("plainly ASCII"), fallback), "plainly ASCII");
    EXPECT_EQ(decoded_utf16(chinese.build(), fallback), "一个女人的画像");
    EXPECT_EQ(decoded_utf16(chinese_little.build(), fallback), "一个女人的画像");
    EXPECT_EQ(decoded_utf16(utf16le(std::string_view("end\0\0", 5)), fallback), "end");
  }
  EXPECT_EQ(decoded_utf16({}, ByteOrder::big_endian), "");
}

TEST(Clipped, NeverCutsACharacterInTwo) {
  EXPECT_EQ(clipped("abc", 5), "abc");
  EXPECT_EQ(clipped("abc", 2), "ab");
  EXPECT_EQ(clipped("a€", 3), "a");
  EXPECT_EQ(clipped("a€", 4), "a€");
}

TEST(ParseTime, ReadsTheFormsThatFilesUse) {
  struct Case {
    std::string_view text, offset, fraction, expected;
  };
  const Case cases[] = {
      {"2024:06:01 12:30:15", "", "", "2024-06-01T12:30:15.000000Z"},
      {"2024:06:01 12:30:15", "+02:00", "", "2024-06-01T10:30:15.000000Z"},
      {"2024:06:01 12:30:15", "-05:30", "25", "2024-06-01T18:00:15.250000Z"},
      {"2024-06-01T12:30:15Z", "", "", "2024-06-01T12:30:15.000000Z"},
      {"2024-06-01T12:30:15.5+0200", "", "", "2024-06-01T10:30:15.500000Z"},
      {"2024-06-01T12:30", "", "", "2024-06-01T12:30:00.000000Z"},
      {"2024-06-01", "", "", "2024-06-01T00:00:00.000000Z"},
      {" 2024:06:01 12:30:15 ", "nonsense", "x", "2024-06-01T12:30:15.000000Z"},
  };
  for (const Case& c : cases) {
    const auto time = parse_time(c.text, c.offset, c.fraction);
    ASSERT_TRUE(time) << c.text;
    EXPECT_EQ(to_iso8601(*time), c.expected) << c.text;
  }
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "    :  :     :  :  ", "0000:00:00 00:00:00", "2024:13:01 00:00:00", "2024:02:30",
                           "2024:06:01 25:00:00", "2024:06:01 12-30", "20240601", "2024"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(ParseIso6709, ReadsPositions) {
  const auto position = parse_iso6709("+32.0929-034.8620+028.516/");
  ASSERT_TRUE(position);
  EXPECT_DOUBLE_EQ(position->latitude, 32.0929);
  EXPECT_DOUBLE_EQ(position->longitude, -34.862);
  EXPECT_TRUE(parse_iso6709("-90+180"));
  for (const char* text : {"", "+", "1.5+2", "+91+0/", "+10+181/", "+ten+one/"})
    EXPECT_FALSE(parse_iso6709(text)) << text;
}

TEST(EmbeddedJson, IsToldFromCameraNames) {
  for (const char* text : {"prompt:{\"1\": {}}", "workflow: {\"nodes\": []}", "{\"a\": 1}", "extra:[{}]"})
    EXPECT_TRUE(is_embedded_json(text)) << text;
  for (const char* text : {"Canon", "NIKON: D70", "", "EOS {R}"}) EXPECT_FALSE(is_embedded_json(text)) << text;
}

}  // namespace
}  // namespace sluice::formats
