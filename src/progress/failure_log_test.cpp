#include "progress/failure_log.h"

#include <gtest/gtest.h>

namespace sluice::progress {
namespace {
using Kind = FailureLog::Next::Kind;

std::vector<model::FailedFile> failures(std::int64_t first, std::int64_t last, const std::string& message = "broken") {
  std::vector<model::FailedFile> out;
  for (auto v = first; v <= last; ++v)
    out.push_back({FileId(1), v, "/r/a.png", {model::Stage::decode, model::Reason::corrupt, message}, {}});
  return out;
}

TEST(FailureLog, GivesWhatFollowsInSharedChunks) {
  FailureLog log(0);
  EXPECT_EQ(log.next(0).kind, Kind::nothing);
  log.add(failures(3, 5));
  log.add(failures(9, 9));
  const auto first = log.next(0);
  EXPECT_EQ(first.kind, Kind::chunk);
  EXPECT_EQ(first.through, 5);
  EXPECT_EQ(first.count, 3u);
  EXPECT_EQ(log.next(2).bytes, first.bytes);
  EXPECT_EQ(log.next(5).through, 9);
  EXPECT_EQ(log.next(7).through, 9);
  EXPECT_EQ(log.next(9).kind, Kind::nothing);
  EXPECT_EQ(log.next(4).kind, Kind::in_store) << "cut within a chunk";
}

TEST(FailureLog, LeavesWhatIsOldToTheStore) {
  FailureLog log(10);
  EXPECT_EQ(log.newest(), 10);
  EXPECT_EQ(log.next(3).kind, Kind::in_store);
  EXPECT_EQ(log.next(10).kind, Kind::nothing);
  log.add(failures(11, 12));
  EXPECT_EQ(log.next(10).kind, Kind::chunk);
  EXPECT_EQ(log.next(0).kind, Kind::in_store);
}

TEST(FailureLog, KeepsABoundedNumberOfBytes) {
  FailureLog log(0);
  const std::string message(200'000, 'x');
  for (std::int64_t v = 1; v <= 20; ++v) log.add(failures(v, v, message));
  EXPECT_EQ(log.next(0).kind, Kind::in_store);
  EXPECT_EQ(log.next(19).kind, Kind::chunk);
  std::size_t kept = 0;
  for (std::int64_t v = 0; v < 20; ++v) kept += log.next(v).kind == Kind::chunk;
  EXPECT_LE(kept * message.size(), FailureLog::kMostBytes);
}

TEST(FailureEvent, ShowsAnyPathAsTextAndKeepsItsBytes) {
  auto failed = failures(7, 7).front();
  failed.path = "/r/\xff<b>.png";
  const std::string text = failure_event(failed);
  EXPECT_TRUE(text.starts_with("id: 7\nevent: failure\ndata: {\"seq\":7,\"path\":\"/r/\uFFFD<b>.png\",")) << text;
  EXPECT_NE(text.find("\"path_base64\":\"L3Iv/zxiPi5wbmc=\""), std::string::npos) << text;
}

}  // namespace
}  // namespace sluice::progress
