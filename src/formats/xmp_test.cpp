#include "formats/xmp.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "formats/testing/bytes_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::text_of;
using testing::warns;

model::RawMetadata read_packet(ByteView packet) {
  Collector collector({}, model::FileType::image, "jpeg");
  read_xmp(packet, collector);
  return collector.metadata();
}
model::RawMetadata read_packet(std::string_view packet) { return read_packet(as_bytes(packet)); }

std::string packet(std::string_view attributes, std::string_view content) {
  return fmt::format(
      R"(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">)"
      R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="")"
      R"( xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/")"
      R"( xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:own="http://example.org/own/" {}>{}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>)",
      attributes, content);
}

TEST(Xmp, ReadsPropertiesWrittenAsAttributesOrElements) {
  const std::string text = packet(R"(xmp:CreatorTool="Draw Things" tiff:Make='Fuji &amp; Co')",
                                  "<exif:UserComment><rdf:Alt><rdf:li xml:lang=\"x-default\">{&quot;c&quot;: &quot;a "
                                  "cat&quot;}</rdf:li></rdf:Alt></exif:UserComment>"
                                  "<own:Thing>un&#252;sual &#x1F408; <![CDATA[<raw>]]></own:Thing>"
                                  "<dc:source rdf:resource=\"http://example.org/\"/>");
  const model::RawMetadata metadata = read_packet(text);
  EXPECT_EQ(text_of(metadata, "xmp", "xmp:CreatorTool"), "Draw Things");
  EXPECT_EQ(text_of(metadata, "xmp", "exif:UserComment"), R"({"c": "a cat"})");
  EXPECT_EQ(text_of(metadata, "xmp", "own:Thing"), "unüsual 🐈 <raw>");
  EXPECT_EQ(text_of(metadata, "xmp", "dc:source"), "http://example.org/");
  EXPECT_EQ(text_of(metadata, "xmp", "packet"), text);
  EXPECT_EQ(metadata.camera.make, "Fuji & Co");
  EXPECT_TRUE(metadata.warnings.empty());
}

TEST(Xmp, FillsRatingSubjectsTimesAndPosition) {
  const model::RawMetadata metadata = read_packet(
      packet(R"(xmp:Rating="-1" exif:DateTimeOriginal="2024-06-01T12:30:15+02:00" xmp:CreateDate="2023-01-01")"
             R"( exif:GPSLatitude="51,30.6N" exif:GPSLongitude="7,30,18W")",
             "<dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>blue sky</rdf:li></rdf:Bag></dc:subject>"));
  EXPECT_EQ(metadata.rating, -1.0);
  EXPECT_EQ(metadata.subjects, (std::vector<std::string>{"sea", "blue sky"}));
  EXPECT_EQ(text_of(metadata, "xmp", "dc:subject"), "sea, blue sky");
  EXPECT_EQ(to_iso8601(*metadata.camera.taken_at), "2024-06-01T10:30:15.000000Z");
  EXPECT_EQ(to_iso8601(*metadata.container_created_at), "2023-01-01T00:00:00.000000Z");
  EXPECT_NEAR(*metadata.camera.gps_lat, 51.51, 1e-9);
  EXPECT_NEAR(*metadata.camera.gps_lon, -7.505, 1e-9);
}

TEST(Xmp, UsesTheStandardsPrefixWhateverThePacketBinds) {
  const model::RawMetadata metadata = read_packet(
      R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:q="http://ns.adobe.com/xap/1.0/"><q:Rating>5</q:Rating></r:Description></r:RDF>)");
  EXPECT_EQ(metadata.rating, 5.0);
  EXPECT_EQ(text_of(metadata, "xmp", "xmp:Rating"), "5");
}

TEST(Xmp, LeavesStructuresInThePacket) {
  const model::RawMetadata metadata = read_packet(packet(
      "",
      "<own:Struct rdf:parseType=\"Resource\"><own:Inner>x</own:Inner></own:Struct>"
      "<own:List><rdf:Seq><rdf:li "
      "rdf:parseType=\"Resource\"><own:Inner>y</own:Inner></rdf:li><rdf:li>plain</rdf:li></rdf:Seq></own:List>"));
  EXPECT_EQ(text_of(metadata, "xmp", "own:Struct"), "(none)");
  EXPECT_EQ(text_of(metadata, "xmp", "own:Inner"), "(none)");
  EXPECT_EQ(text_of(metadata, "xmp", "own:List"), "plain");
}

TEST(Xmp, ReadsPacketsInUtf16) {
  const std::string text = packet(R"(xmp:Rating="2")", "");
  EXPECT_EQ(read_packet(testing::utf16be(text)).rating, 2.0);
  EXPECT_EQ(read_packet(testing::utf16le(text)).rating, 2.0);
}

TEST(Xmp, KeepsWhatStoodBeforeTheDamage) {
  const std::string text = packet(R"(xmp:Rating="2")", "<dc:title>cut he");
  const model::RawMetadata metadata = read_packet(std::string_view(text).substr(0, text.find("cut he") + 3));
  EXPECT_EQ(metadata.rating, 2.0);
  EXPECT_NE(text_of(metadata, "xmp", "packet"), "(none)");
}

TEST(Xmp, ExpandsNoEntities) {
  const std::string text = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" +
                           packet("", "<own:Bomb>&b;&b;</own:Bomb>");
  EXPECT_EQ(text_of(read_packet(text), "xmp", "own:Bomb"), "&b;&b;");
}

TEST(Xmp, StopsAtTheLimitOfDepth) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_TRUE(warns(read_packet(deep), "too deeply nested"));
}

TEST(Xmp, TakesLinearTimeForHostileText) {
  for (const std::string_view part : {"<", "&", "<a b=", "<!--", "</", "<a>&#", "<![CDATA["}) {
    std::string text;
    while (text.size() < 1'000'000) text += part;
    read_packet(text);
  }
}

TEST(Xmp, SurvivesEveryCutAndFlip) {
  const std::string text =
      packet(R"(xmp:Rating="2")", "<dc:subject><rdf:Bag><rdf:li>sea &amp; sky</rdf:li></rdf:Bag></dc:subject>");
  for (std::size_t size = 0; size <= text.size(); ++size) read_packet(std::string_view(text).substr(0, size));
  std::string changed = text;
  for (char& c : changed) {
    for (int bit = 0; bit < 8; ++bit) {
      const char before = c;
      c = static_cast<char>(c ^ 1 << bit);
      for (const model::RawText& kept : read_packet(changed).texts)
        EXPECT_TRUE(is_utf8(kept.text) && is_utf8(kept.key));
      c = before;
    }
  }
}

}  // namespace
}  // namespace sluice::formats
