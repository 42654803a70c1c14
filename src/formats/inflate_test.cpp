#include "formats/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "formats/collector.h"
#include "formats/testing/allocation_watch.h"

namespace sluice::formats {
namespace {

Bytes deflated(std::string_view text) {
  uLongf size = compressBound(text.size());
  Bytes out(size);
  const ByteView in = as_bytes(text);
  EXPECT_EQ(compress2(out.data(), &size, in.data(), in.size(), 9), Z_OK);
  out.resize(size);
  return out;
}

TEST(InflateZlib, GivesTheTextBack) {
  const std::string text(100'000, 'x');
  const Inflated result = inflate_zlib(deflated(text), 1u << 20);
  EXPECT_EQ(result.text, text);
  EXPECT_EQ(result.end, InflateEnd::complete);
}

TEST(InflateZlib, KeepsWhatCameOutBeforeTheDamage) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919);
  Bytes bytes = deflated(text);
  bytes.resize(bytes.size() / 2);
  const Inflated result = inflate_zlib(bytes, 1u << 20);
  EXPECT_EQ(result.end, InflateEnd::damaged);
  EXPECT_GT(result.text.size(), 1'000u);
  EXPECT_TRUE(text.starts_with(result.text));
  EXPECT_EQ(inflate_zlib(as_bytes("not zlib"), 100).end, InflateEnd::damaged);
  EXPECT_EQ(inflate_zlib({}, 100).end, InflateEnd::damaged);
}

TEST(InflateZlib, StopsABombAtTheLimit) {
  const Bytes bomb = deflated(std::string(100u << 20, '\0'));
  ASSERT_LT(bomb.size(), 200'000u);
  const testing::AllocationWatch watch;
  const Inflated result = inflate_zlib(bomb, 1u << 20);
  EXPECT_EQ(result.end, InflateEnd::over_limit);
  EXPECT_EQ(result.text.size(), 1u << 20);
  EXPECT_LT(watch.peak_bytes(), 4u << 20);
}

TEST(Collector, SharesOneInflateAllowanceAmongAllTextsOfAFile) {
  Limits limits;
  limits.text_bytes = 1000;
  limits.inflated_bytes = 1500;
  Collector collector(limits, model::FileType::image, "png");
  const Bytes bytes = deflated(std::string(5000, 'x'));
  EXPECT_EQ(collector.inflate(bytes, "first").size(), 1000u);
  EXPECT_EQ(collector.inflate(bytes, "second").size(), 500u);
  EXPECT_EQ(collector.inflate(bytes, "third").size(), 0u);
  EXPECT_EQ(collector.metadata().warnings.size(), 3u);
}

TEST(Collector, HoldsTextsToTheirLimits) {
  Limits limits;
  limits.text_bytes = 10;
  limits.all_text_bytes = 100;
  limits.texts = 3;
  Collector collector(limits, model::FileType::image, "png");
  collector.add_text("png", "long", std::string(20, 'x'));
  collector.add_text("png", "too long for all", std::string(90, 'x'));
  for (int i = 0; i < 5; ++i) collector.add_text("png", "short", "x");
  ASSERT_EQ(collector.metadata().texts.size(), 3u);
  EXPECT_EQ(collector.metadata().texts.front().text.size(), 10u);
  EXPECT_EQ(collector.metadata().warnings.size(), 2u);
}

TEST(Collector, KeepsASubjectOnce) {
  Collector collector({}, model::FileType::image, "jpeg");
  for (const char* subject : {"sea", "sky", "sea", ""}) collector.add_subject(subject);
  EXPECT_EQ(collector.metadata().subjects, (std::vector<std::string>{"sea", "sky"}));
}

}  // namespace
}  // namespace sluice::formats
