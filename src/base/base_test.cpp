#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/utf8.h"

namespace sluice {
namespace {

Result<int> doubled(Result<int> in) { return SLUICE_TRY(std::move(in)) * 2; }

TEST(Result, TryPassesTheErrorOn) {
  EXPECT_EQ(*doubled(4), 8);
  const auto failed = doubled(fail(Code::io, "no disk"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Code::io);
  EXPECT_EQ(Error(failed.error()).within("store").message, "store: no disk");
}

TEST(ByteReader, ReadsNumbersInBothOrders) {
  const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(*ByteReader(bytes).u32be(), 0x01020304u);
  EXPECT_EQ(*ByteReader(bytes).u32le(), 0x04030201u);
  EXPECT_EQ(*ByteReader(bytes).u24le(), 0x030201u);
  EXPECT_EQ(*ByteReader(bytes).u64be(), 0x0102030405060708u);
}

TEST(ByteReader, NeverLeavesItsBytes) {
  const Bytes bytes{1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_FALSE(reader.u32be());
  EXPECT_EQ(reader.position(), 0u);
  EXPECT_FALSE(reader.skip(std::uint64_t(-1)));
  EXPECT_FALSE(reader.seek(4));
  EXPECT_TRUE(reader.seek(3));
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.u8());
}

TEST(Base64, MatchesTheSpecification) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
  for (const auto& [plain, coded] : cases) {
    EXPECT_EQ(to_base64(as_bytes(plain)), coded);
    EXPECT_EQ(as_text(*from_base64(coded)), plain);
  }
  EXPECT_FALSE(from_base64("a b"));
}

TEST(Utf8, KnowsWellFormedText) {
  for (const char* good : {"", "a", "ü", "€", "\xF0\x9F\x8E\x89"}) EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\xE2\x82", "a\xFF"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Utf8, ShowsAndEscapesStrangeBytes) {
  EXPECT_EQ(to_text("a\xFF"
                    "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(to_text(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(to_escaped_text("a\xFF\xC3\xBC"), "a\\xFF\xC3\xBC");
  EXPECT_EQ(from_utf8_or_latin1("\xFC"), "ü");
  EXPECT_EQ(from_utf8_or_latin1("ü"), "ü");
}

TEST(Utf16, DecodesPairsAndRepairsHalves) {
  EXPECT_EQ(from_utf16(std::string_view("\0a\xD8\x3C\xDF\x89", 6), Utf16::big_endian), "a\xF0\x9F\x8E\x89");
  EXPECT_EQ(from_utf16(std::string_view("a\0\x3C\xD8", 4), Utf16::little_endian), "a\xEF\xBF\xBD");
}

TEST(Iso8601, WritesAndReadsUtc) {
  const WallTime time{Duration{1'763'900'000'123'456}};
  EXPECT_EQ(to_iso8601(time), "2025-11-23T12:13:20.123456Z");
  EXPECT_EQ(*from_iso8601("2025-11-23T12:13:20.123456Z"), time);
  EXPECT_EQ(*from_iso8601("1970-01-01T00:00:00Z"), WallTime{});
  for (const char* bad : {"", "2025-11-23", "2025-13-01T00:00:00Z", "2025-11-23T12:13:20", "2025-02-30T00:00:00Z"}) {
    EXPECT_FALSE(from_iso8601(bad)) << bad;
  }
}

TEST(SessionId, IsARandomUuid) {
  const SessionId id = random_session_id();
  EXPECT_TRUE(is_session_id(id.value())) << id.value();
  EXPECT_NE(id, random_session_id());
  EXPECT_FALSE(is_session_id("../../etc/passwd"));
}

}  // namespace
}  // namespace sluice
