#include "formats/iptc.h"

#include <gtest/gtest.h>

#include "formats/testing/jpeg_builder.h"
#include "formats/testing/reading.h"

namespace sluice::formats {
namespace {

using testing::BytesBuilder;
using testing::iptc_data_set;
using testing::text_of;

model::RawMetadata read_records(ByteView bytes) {
  Collector collector({}, model::FileType::image, "jpeg");
  read_iptc(bytes, collector);
  return collector.metadata();
}

TEST(Iptc, KeepsTextsUnderTheirNamesAndKeywordsAsSubjects) {
  const model::RawMetadata metadata = read_records(BytesBuilder()
                                                       .bytes(iptc_data_set(25, "sea"))
                                                       .bytes(iptc_data_set(25, "caf\xE9"))
                                                       .bytes(iptc_data_set(105, "A headline"))
                                                       .build());
  EXPECT_EQ(metadata.subjects, (std::vector<std::string>{"sea", "café"}));
  EXPECT_EQ(text_of(metadata, "iptc", "Headline"), "A headline");
}

TEST(Iptc, ReadsLongLengths) {
  const std::string text(40'000, 'x');
  const Bytes record = BytesBuilder().u8(0x1C).u8(2).u8(120).u16be(0x8004).u32be(text.size()).text(text).build();
  EXPECT_EQ(text_of(read_records(record), "iptc", "Caption-Abstract"), text);
}

TEST(Iptc, WarnsOfRecordsThatAreCut) {
  Bytes bytes = BytesBuilder().bytes(iptc_data_set(25, "sea")).bytes(iptc_data_set(25, "a longer one")).build();
  bytes.resize(bytes.size() - 3);
  const model::RawMetadata metadata = read_records(bytes);
  EXPECT_EQ(metadata.subjects, std::vector<std::string>{"sea"});
  EXPECT_EQ(metadata.warnings.size(), 1u);
}

}  // namespace
}  // namespace sluice::formats
