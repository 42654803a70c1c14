// The NSFW threshold: labels and counts by the scores that are there.

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileState;
using model::NsfwLabel;
using model::SessionStatus;

model::Record scored(double score, model::Record record) {
  record.nsfw = model::Nsfw{.score = score, .label = "x", .classes = {}, .model = "m"};
  return record;
}

FileQuery by(NsfwLabel label, double threshold, FileQuery query = {}) {
  query.label = label;
  query.nsfw_threshold = threshold;
  query.limit = 1;  // in pages
  return query;
}

std::string names(const std::vector<FileRow>& rows) {
  std::string out;
  for (const FileRow& row : rows) out += row.path.substr(3);
  return out;
}

TEST_P(StoreConformance, CountsWhatAThresholdWouldMakeOfTheFilesRead) {
  const SessionId id = begin_scored_session();
  for (const auto& [threshold, nsfw] : {std::pair(0.0, 5u), {0.25, 4u}, {0.26, 3u}, {0.5, 3u}, {1.0, 1u}}) {
    const NsfwCount count = get(store->nsfw_count(id, threshold));
    EXPECT_EQ(count.nsfw, nsfw) << threshold;
    EXPECT_EQ(count.safe, 5 - nsfw) << threshold;
    EXPECT_EQ(count.unknown, 2u) << threshold;
  }
  EXPECT_EQ(session(id).tally.nsfw_detected, 3u) << "asking changes nothing";
  EXPECT_EQ(ask(store->nsfw_count(random_session_id(), 0.5)).error().code, Code::not_found);
}

TEST_P(StoreConformance, FiltersByLabelAndNeverCallsTheUnscannedSafe) {
  const SessionId id = begin_scored_session();
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::nsfw, 0.5))), "234");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::safe, 0.5))), "01");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::nsfw, 0))), "01234");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::safe, 0))), "");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::unknown, 0.5))), "56");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::nsfw, 0.5, {.text = "/r/3"}))), "3");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::unknown, 0.5, {.text = "/R/6"}))), "6");
  EXPECT_EQ(names(all_files(id, by(NsfwLabel::unknown, 0.5, {.state = FileState::failed}))), "")
      << "a label is of a file that was read";
}

TEST_P(StoreConformance, MovesTheThresholdAndCountsAnewWithoutReadingAnything) {
  const SessionId id = begin_scored_session();
  const auto tally = get(store->set_nsfw_threshold(id, 0.9, {.version = 77}));
  EXPECT_EQ(tally.nsfw_detected, 1u);
  expect_tally_matches_entries(id);
  EXPECT_EQ(session(id).parameters.nsfw_threshold, 0.9);
  EXPECT_EQ(session(id).version, 77);
  kill_and_reopen();
  EXPECT_EQ(session(id).parameters.nsfw_threshold, 0.9);
  settle(id, {done(id_of(id, "/r/8"), scored(0.95, simple_record()))});
  EXPECT_EQ(session(id).tally.nsfw_detected, 2u) << "what comes later is held against it too";
}

TEST_P(StoreConformance, KeepsTheThresholdWhileTheSessionCommits) {
  const SessionId id = begin_scored_session();
  change_status(id, SessionStatus::committing);
  EXPECT_EQ(ask(store->set_nsfw_threshold(id, 0.9, {})).error().code, Code::conflict);
  EXPECT_EQ(session(id).parameters.nsfw_threshold, 0.5);
  EXPECT_EQ(session(id).tally.nsfw_detected, 3u);
}

TEST_P(StoreConformance, CommitsByTheThresholdThenInForce) {
  const SessionId id = begin_scored_session();
  get(store->set_nsfw_threshold(id, 0.2, {}));
  settle(id, {done(id_of(id, "/r/8"), simple_record())});
  commit(id);
  EXPECT_EQ(row("SELECT count(*) FROM media_files WHERE nsfw"), "4");
}

}  // namespace

SessionId StoreConformance::begin_scored_session() {
  const SessionId id = begin_session({.nsfw_threshold = 0.5});
  find(id, {"/r/0", "/r/1", "/r/2", "/r/3", "/r/4", "/r/5", "/r/6", "/r/7", "/r/8"});
  const auto files = pending(id);
  std::vector<model::FileOutcome> outcomes;
  for (std::size_t i = 0; i < 5; ++i)
    outcomes.push_back(done(files[i].id, scored(0.25 * static_cast<double>(i), simple_record())));
  for (std::size_t i = 5; i < 7; ++i) outcomes.push_back(done(files[i].id, simple_record()));
  outcomes.push_back(done(files[7].id, scored(1, simple_record())));
  outcomes.back().failure = model::Failure{model::Stage::decode, model::Reason::corrupt, "ends early"};
  outcomes.back().failure_version = 1;
  settle(id, std::move(outcomes));
  return id;
}

}  // namespace sluice::store
