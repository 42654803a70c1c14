#include "worker/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/record_json.h"
#include "worker/content_hash.h"

namespace sluice::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void put_u32(Bytes& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<Byte>(value >> shift));
}

std::uint32_t crc32(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const Byte byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

void put_chunk(Bytes& out, std::string_view type, ByteView data) {
  put_u32(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t begin = out.size();
  for (const char c : type) out.push_back(static_cast<Byte>(c));
  out.insert(out.end(), data.begin(), data.end());
  put_u32(out, crc32(ByteView(out).subspan(begin)));
}

// A grey picture of one pixel that claims 832 × 1216, with these texts.
Bytes png(const std::vector<std::pair<std::string, std::string>>& texts) {
  Bytes out{0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  Bytes header;
  put_u32(header, 832);
  put_u32(header, 1216);
  const Bytes depth_and_rest{8, 0, 0, 0, 0};
  header.insert(header.end(), depth_and_rest.begin(), depth_and_rest.end());
  put_chunk(out, "IHDR", header);
  for (const auto& [key, text] : texts) put_chunk(out, "tEXt", as_bytes(key + std::string(1, '\0') + text));
  const Bytes pixels{0x78, 0x9C, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01};
  put_chunk(out, "IDAT", pixels);
  put_chunk(out, "IEND", {});
  return out;
}

constexpr std::string_view kInfotext =
    "a cat, (sleeping:1.2) <lora:fur:0.8>\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, "
    "Size: 416x608, Model: sdxl_base";

struct Decoded {
  DecodeResult result;
  model::Record record;
};

Decoded decode_bytes(const Bytes& bytes, const DecodeOptions& options = {}, std::string_view sidecar = {}) {
  const formats::MemorySource attachment(as_bytes(sidecar));
  std::vector<AttachedSource> attachments;
  if (!sidecar.empty()) attachments.push_back({"sidecar", &attachment});
  PictureReader pictures;
  Decoded out{decode(formats::MemorySource(bytes), attachments, options, {}, pictures), {}};
  auto record = model::record_from_json(out.result.record_json);
  EXPECT_TRUE(record) << out.result.record_json;
  if (record) out.record = *std::move(record);
  return out;
}

TEST(Decode, MakesARecordOfWhatAFileHolds) {
  const Bytes bytes = png({{"parameters", std::string(kInfotext)}, {"Strange", "words"}});
  const auto [result, r] = decode_bytes(bytes, {.mtime_ns = 1'700'000'000'123'456'789});
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(r.format, "png");
  EXPECT_EQ(r.file_size, bytes.size());
  EXPECT_EQ(r.technical.width, 832u);
  EXPECT_EQ(r.prompt.generator, "a1111");
  EXPECT_EQ(r.prompt.model_name, "sdxl_base");
  EXPECT_EQ(r.png_text, kInfotext);
  EXPECT_EQ(r.raw.at("png").at("parameters"), kInfotext);
  EXPECT_EQ(r.content_hash, content_hash(bytes));
  EXPECT_EQ(r.provenance.at("prompt"), "png:parameters / a1111@1");
  EXPECT_THAT(r.unparsed, ElementsAre("png:Strange"));
  EXPECT_EQ(r.created_at, WallTime(Duration(1'700'000'000'123'456)));
  EXPECT_EQ(r.created_at_source, "mtime");
  std::vector<std::string> keywords;
  for (const auto& k : r.keywords) keywords.push_back(k.text);
  EXPECT_THAT(keywords, ElementsAre("a cat", "sleeping", "sdxl", "portrait", "832x1216"));
  EXPECT_EQ(result.summary.keyword_count, 5u);
  EXPECT_TRUE(result.summary.metadata_extracted);
  EXPECT_EQ(result.summary.generator, "a1111");
}

TEST(Decode, KeepsEveryTextOfAKeyThatRepeats) {
  const auto [result, r] = decode_bytes(png({{"Note", "one"}, {"Note", "two"}, {"Note (2)", "three"}}));
  EXPECT_EQ(r.raw.at("png").size(), 3u);
  EXPECT_EQ(r.raw.at("png").at("Note"), "one");
  EXPECT_EQ(r.raw.at("png").at("Note (2)"), "two");
  EXPECT_THAT(r.unparsed, ElementsAre("png:Note", "png:Note (2)"));
}

TEST(Decode, DoesOnlyWhatItIsAskedTo) {
  const Bytes bytes = png({{"parameters", std::string(kInfotext)}, {"Score", "4.5"}});
  const auto bare = decode_bytes(bytes, {.extract_metadata = false, .content_hash = false});
  EXPECT_EQ(bare.record.technical.height, 1216u);
  EXPECT_EQ(bare.record.prompt, model::Prompt{});
  EXPECT_TRUE(bare.record.raw.empty());
  EXPECT_EQ(bare.record.content_hash, "");
  EXPECT_EQ(bare.record.score, std::nullopt);
  EXPECT_FALSE(bare.result.summary.metadata_extracted);
  const auto no_keywords = decode_bytes(bytes, {.extract_keywords = false});
  EXPECT_TRUE(no_keywords.record.keywords.empty());
  EXPECT_EQ(no_keywords.record.prompt.steps, 20);
  EXPECT_EQ(no_keywords.record.score, 4.5);
  EXPECT_EQ(decode_bytes(bytes, {.import_scores = false}, R"({"score": 1})").record.score, std::nullopt);
}

TEST(Decode, TakesTheScoreOfTheSidecarFirst) {
  const Bytes bytes = png({{"aesthetic_score", "3.5"}});
  const auto embedded = decode_bytes(bytes).record;
  EXPECT_EQ(embedded.score, 3.5);
  EXPECT_EQ(embedded.score_source, "embedded");
  EXPECT_TRUE(embedded.unparsed.empty());
  const auto sidecar = decode_bytes(bytes, {}, R"({"score": -1, "favourite": true})").record;
  EXPECT_EQ(sidecar.score, -1);
  EXPECT_EQ(sidecar.score_source, "sidecar");
  EXPECT_TRUE(sidecar.favourite);
}

TEST(Decode, NamesScoresItCannotUseAndSucceeds) {
  const auto [result, r] = decode_bytes(png({{"Score", "8.1"}}), {}, R"({"score": 9})");
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(r.score, std::nullopt);
  EXPECT_THAT(r.warnings, ElementsAre("score sidecar: score 9 is not in -1…5", HasSubstr("embedded score \"8.1\"")));
}

TEST(Decode, FailsButKeepsSizeAndHashOfWhatIsNoFormat) {
  const Bytes bytes(1'000, Byte{'x'});
  const auto [result, r] = decode_bytes(bytes);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->stage, model::Stage::decode);
  EXPECT_EQ(result.failure->reason, model::Reason::unsupported);
  EXPECT_EQ(r.file_size, 1'000u);
  EXPECT_EQ(r.content_hash, content_hash(bytes));
}

TEST(Decode, FailsOnAnEmptyFile) { EXPECT_TRUE(decode_bytes({}).result.failure); }

TEST(Decode, HashesLargeFilesWhilePassing) {
  Bytes bytes = png({{"parameters", std::string(kInfotext)}});
  Bytes filler(33u << 20);
  put_chunk(bytes, "fiLL", filler);
  const auto [result, r] = decode_bytes(bytes);
  EXPECT_EQ(r.content_hash, content_hash(bytes));
  EXPECT_EQ(r.prompt.steps, 20);
}

// Claims more bytes than it has.
class CutSource final : public formats::ByteSource {
 public:
  [[nodiscard]] std::uint64_t size() const override { return 100; }
  Result<std::size_t> read_at(std::uint64_t, std::span<Byte>) const override { return std::size_t{0}; }
};

TEST(Decode, SaysThatAFileWasCutWhileItWasRead) {
  PictureReader pictures;
  const DecodeResult result = decode(CutSource(), {}, {}, {}, pictures);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->reason, model::Reason::changed);
}

}  // namespace
}  // namespace sluice::worker
