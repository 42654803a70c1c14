// Failed files again, and the quarantine of those that killed a decoder.

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileState;
using model::Reason;
using model::SessionStatus;

constexpr std::int64_t kMtime = 1'700'000'000'123'456'789;  // of the fixture's files

model::FoundFile found(std::string path, std::uint64_t size = 100) {
  return {.path = std::move(path), .size = size, .mtime_ns = kMtime, .inode = 7};
}

SessionChange next_run(std::uint32_t run) {
  return {.status = SessionStatus::processing, .run = run, .error = std::string()};
}

TEST_P(StoreConformance, RemembersAFileThatKilledADecoderAsItWas) {
  const SessionId id = begin_session();
  find(id, {"/r/bomb.png", "/r/other.png"});
  const auto files = pending(id);
  model::FileOutcome crash = failed(files[0].id, 3, Reason::decoder_crashed);
  crash.failure->message = "the decoder died of SIGSEGV";
  settle(id, {crash, failed(files[1].id, 4)});
  kill_and_reopen();
  const auto known = get(store->quarantined(
      {found("/r/bomb.png"), found("/r/other.png"), found("/r/bomb.png", 101), found("/r/new.png")}));
  ASSERT_EQ(known.size(), 4u);
  ASSERT_TRUE(known[0].has_value());
  EXPECT_EQ(known[0]->message, "the decoder died of SIGSEGV");
  EXPECT_EQ(known[0]->at, crash.at);
  EXPECT_FALSE(known[1] || known[2] || known[3]);
}

TEST_P(StoreConformance, RemovesFromTheQuarantineWhatADecoderSurvived) {
  const SessionId first = begin_session();
  find(first, {"/r/done.png", "/r/corrupt.png", "/r/gone.png", "/r/again.png", "/r/untried.png"});
  std::vector<model::FileOutcome> outcomes;
  for (const auto& file : pending(first)) outcomes.push_back(failed(file.id, file.id.value(), Reason::decoder_crashed));
  settle(first, outcomes);

  const SessionId second = begin_session();
  find(second, {"/r/done.png", "/r/corrupt.png", "/r/gone.png", "/r/again.png", "/r/untried.png"});
  const auto files = pending(second);
  model::FileOutcome gone = failed(files[2].id, 12, Reason::vanished);
  gone.failure->stage = model::Stage::open;
  settle(second, {done(files[0].id, simple_record()), failed(files[1].id, 11, Reason::corrupt), gone,
                  failed(files[3].id, 13, Reason::decoder_crashed), failed(files[4].id, 14, Reason::internal)});
  const auto known = get(store->quarantined({found("/r/done.png"), found("/r/corrupt.png"), found("/r/gone.png"),
                                             found("/r/again.png"), found("/r/untried.png")}));
  EXPECT_FALSE(known[0] || known[1]);
  EXPECT_TRUE(known[2] && known[3] && known[4]);
}

TEST_P(StoreConformance, QuarantinesAChangedFileAsItIsNow) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png"});
  settle(id, {failed(pending(id)[0].id, 1, Reason::decoder_crashed)});
  const SessionId later = begin_session();
  stage(later, {.found = {found("/r/a.png", 200)}, .outcomes = {}, .change = {}});
  settle(later, {failed(pending(later)[0].id, 1, Reason::decoder_crashed)});
  const auto known = get(store->quarantined({found("/r/a.png", 100), found("/r/a.png", 200)}));
  EXPECT_FALSE(known[0]);
  EXPECT_TRUE(known[1]);
}

TEST_P(StoreConformance, SkipsWhatTheCatalogueHasAlsoWhenItIsInQuarantine) {
  const SessionId first = begin_session();
  ingest(first, {"/r/a.png"}, simple_record());
  commit(first);
  const SessionId second = begin_session();
  Batch batch;
  batch.found = {found("/r/a.png"), found("/r/b.png")};
  for (auto& file : batch.found) file.failure = model::Failure{model::Stage::decode, Reason::quarantined, "then"};
  const auto tally = stage(second, batch, 7).tally;
  EXPECT_EQ(tally.skipped_existing, 1u);
  EXPECT_EQ(tally.failed, 1u);
  const FileRow skipped = get(store->file(second, id_of(second, "/r/a.png")));
  EXPECT_EQ(skipped.state, FileState::skipped);
  EXPECT_FALSE(skipped.failure || skipped.failure_version != 0 || skipped.at);
  EXPECT_EQ(get(store->file(second, id_of(second, "/r/b.png"))).failure_version, 8);
}

TEST_P(StoreConformance, MakesFailedFilesPendingAgainAsIfTheyHadNoOutcome) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png", "/r/b.png", "/r/c.png"});
  const auto files = pending(id);
  model::FileOutcome broken = done(files[1].id, simple_record());
  broken.failure = model::Failure{model::Stage::decode, Reason::corrupt, "broken"};
  broken.failure_version = 5;
  settle(id, {done(files[0].id, simple_record()), broken, failed(files[2].id, 6, Reason::too_large)});
  get(store->change_session(id, {.status = SessionStatus::completed, .ended_at = clock.wall()}));
  EXPECT_EQ(session(id).tally.bytes_done, 200u);

  EXPECT_EQ(get(store->retryable(id, std::nullopt)), 2u);
  EXPECT_EQ(get(store->retryable(id, Reason::corrupt)), 1u);
  const RetryResult result = get(store->retry(id, Reason::corrupt, next_run(2)));
  EXPECT_EQ(result.retried, 1u);
  EXPECT_EQ(result.tally, session(id).tally);
  expect_tally_matches_entries(id);
  EXPECT_EQ(result.tally.failed, 1u);
  EXPECT_EQ(result.tally.bytes_done, 100u) << "they will be counted again";
  EXPECT_EQ(session(id).run, 2u);
  EXPECT_EQ(session(id).status, SessionStatus::processing);
  EXPECT_FALSE(session(id).ended_at.has_value());

  const FileRow row = get(store->file(id, files[1].id));
  EXPECT_EQ(row.state, FileState::pending);
  EXPECT_FALSE(row.failure.has_value());
  EXPECT_FALSE(row.at.has_value());
  EXPECT_EQ(row.failure_version, 0);
  EXPECT_TRUE(row.record_json.empty());
  EXPECT_EQ(row.summary, model::RecordSummary{});
  const auto left = get(store->failures(id, 0, 10));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].version, 6);

  kill_and_reopen();
  ASSERT_EQ(pending(id).size(), 1u);
  EXPECT_EQ(get(store->unfinished_sessions()).size(), 1u);
  EXPECT_EQ(settle(id, {done(files[1].id, simple_record())}).tally.bytes_done, 200u);
  EXPECT_EQ(session(id).tally.processed, 2u);
}

TEST_P(StoreConformance, RetriesWhatKilledADecoderOnlyByName) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png", "/r/b.png"});
  const auto files = pending(id);
  settle(id, {failed(files[0].id, 1, Reason::decoder_crashed), failed(files[1].id, 2, Reason::timeout)});
  Batch batch;
  batch.found = {found("/r/q.png"), {.path = "/r/leak.png"}, {.path = "/r/locked"}};
  batch.found[0].failure = model::Failure{model::Stage::decode, Reason::quarantined, "then"};
  batch.found[1].failure = model::Failure{model::Stage::open, Reason::denied, "leaves its root"};
  batch.found[2].failure = model::Failure{model::Stage::discover, Reason::denied, "a folder"};
  stage(id, batch, 3);
  change_status(id, SessionStatus::completed);

  EXPECT_EQ(get(store->retry(id, std::nullopt, next_run(2))).retried, 2u);  // the timeout, the link
  change_status(id, SessionStatus::completed);
  EXPECT_EQ(get(store->retry(id, Reason::decoder_crashed, next_run(3))).retried, 1u);
  change_status(id, SessionStatus::completed);
  const RetryResult quarantined = get(store->retry(id, Reason::quarantined, next_run(4)));
  EXPECT_EQ(quarantined.retried, 1u);
  EXPECT_EQ(quarantined.tally.bytes_done, 0u);
  change_status(id, SessionStatus::completed);
  EXPECT_EQ(get(store->retryable(id, Reason::denied)), 0u) << "a folder is no file";
  EXPECT_EQ(session(id).tally.failed, 1u);
  expect_tally_matches_entries(id);
}

TEST_P(StoreConformance, TakesARetriedFileAsItWasRead) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png"});
  const FileId file = pending(id)[0].id;
  settle(id, {failed(file, 1, Reason::changed)});
  change_status(id, SessionStatus::completed);
  get(store->retry(id, std::nullopt, next_run(2)));
  model::FileOutcome outcome = done(file, simple_record());
  outcome.bytes = 250;
  outcome.read_as = model::FileStamp{.size = 250, .mtime_ns = kMtime + 1, .inode = 8};
  settle(id, {outcome});
  const FileRow row = get(store->file(id, file));
  EXPECT_EQ(row.size, 250u);
  EXPECT_EQ(row.mtime_ns, kMtime + 1);
}

TEST_P(StoreConformance, RetriesOnlyASessionThatRests) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png", "/r/b.png"});
  settle(id, {failed(pending(id)[0].id, 1)});
  for (const auto status :
       {SessionStatus::starting, SessionStatus::processing, SessionStatus::paused, SessionStatus::committing}) {
    change_status(id, status);
    const auto refused = ask(store->retry(id, std::nullopt, next_run(2)));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::conflict);
  }
  EXPECT_EQ(session(id).tally.failed, 1u);
  EXPECT_EQ(ask(store->retry(random_session_id(), std::nullopt, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->retryable(random_session_id(), std::nullopt)).error().code, Code::not_found);
}

TEST_P(StoreConformance, CommitsWhatARetryBroughtAndNothingTwice) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png", "/r/b.png"});
  const auto files = pending(id);
  settle(id, {done(files[0].id, simple_record()), failed(files[1].id, 1)});
  EXPECT_EQ(commit(id).added, 1u);
  get(store->retry(id, std::nullopt, next_run(2)));
  settle(id, {done(files[1].id, simple_record())});
  const auto second = commit(id);
  EXPECT_EQ(second.total, 1u);
  EXPECT_EQ(second.added, 1u);
  EXPECT_EQ(row("SELECT count(*) FROM media_files"), "2");
}

}  // namespace
}  // namespace sluice::store
