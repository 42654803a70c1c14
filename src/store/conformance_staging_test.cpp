#include <algorithm>
#include <random>
#include <set>

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileState;
using model::SessionStatus;

TEST_P(StoreConformance, HandsOutFoundFilesInTheOrderOfDiscovery) {
  const SessionId id = begin_session();
  EXPECT_EQ(find(id, {"/r/z.png", "/r/a.png", "/r/m.png"}).tally.pending(), 3u);
  const auto all = pending(id);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].path, "/r/z.png");
  EXPECT_EQ(all[2].path, "/r/m.png");
  EXPECT_EQ(all[0].size, 100u);
  EXPECT_EQ(all[0].mtime_ns, 1'700'000'000'123'456'789);
  EXPECT_LT(all[0].id, all[1].id);
  const auto rest = get(store->pending(id, all[0].id, 1));
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].path, "/r/a.png");
}

TEST_P(StoreConformance, TakesTheSameFoundFilesOnce) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png", "/r/b.png"});
  find(id, {"/r/b.png", "/r/c.png", "/r/c.png"});
  EXPECT_EQ(find(id, {"/r/a.png", "/r/b.png", "/r/c.png"}).tally.discovered, 3u);
  const SessionId other = begin_session();
  EXPECT_EQ(find(other, {"/r/a.png"}).tally.discovered, 1u);
  EXPECT_EQ(session(id).tally.discovered, 3u);
}

TEST_P(StoreConformance, CountsAnOutcomeOnce) {
  const SessionId id = begin_session({.nsfw_threshold = 0.5});
  find(id, {"/r/a.png", "/r/b.png", "/r/c.png", "/r/d.png"});
  const auto files = pending(id);
  model::Record record = simple_record();
  record.score = 4;
  record.nsfw = model::Nsfw{.score = 0.5, .label = "x", .classes = {}, .model = "m"};
  model::Record safe = simple_record();
  safe.nsfw = model::Nsfw{.score = 0.49, .label = "x", .classes = {}, .model = "m"};
  const std::vector outcomes{done(files[0].id, record), done(files[1].id, safe), failed(files[2].id, 5)};
  const auto first = settle(id, outcomes).tally;
  EXPECT_EQ(first, (model::Tally{.discovered = 4,
                                 .skipped_existing = 0,
                                 .processed = 2,
                                 .failed = 1,
                                 .cancelled = 0,
                                 .metadata_extracted = 2,
                                 .keywords_added = 4,
                                 .scores_imported = 1,
                                 .nsfw_detected = 1,
                                 .bytes_done = 200}));
  EXPECT_EQ(settle(id, outcomes).tally, first);
  EXPECT_EQ(settle(id, {failed(files[0].id, 9), done(files[2].id, record)}).tally, first);
  EXPECT_EQ(get(store->file(id, files[0].id)).state, FileState::done);
  EXPECT_EQ(get(store->file(id, files[2].id)).failure_version, 5);
  EXPECT_EQ(pending(id).size(), 1u);
}

TEST_P(StoreConformance, IgnoresOutcomesOfOtherSessionsAndOfNoFile) {
  const SessionId id = begin_session();
  const SessionId other = begin_session();
  find(id, {"/r/a.png"});
  const auto tally = settle(other, {done(id_of(id, "/r/a.png"), simple_record()), failed(FileId(1'000'000), 3)}).tally;
  EXPECT_EQ(tally, model::Tally{});
  expect_tally_matches_entries(id);
  EXPECT_EQ(session(id).tally.pending(), 1u);
}

TEST_P(StoreConformance, KeepsWhatAFailedFileHadAndWhy) {
  const SessionId id = begin_session();
  find(id, {"/r/a.png"});
  model::FileOutcome outcome = done(id_of(id, "/r/a.png"), simple_record());
  outcome.failure =
      model::Failure{model::Stage::open, model::Reason::storage_timeout, std::string("no answer \xFF\0 in 3 s", 19)};
  outcome.failure_version = 12;
  settle(id, {outcome});
  const FileRow row = get(store->file(id, outcome.id));
  EXPECT_EQ(row.state, FileState::failed);
  ASSERT_TRUE(row.failure.has_value());
  EXPECT_EQ(row.failure->stage, model::Stage::open);
  EXPECT_EQ(row.failure->reason, model::Reason::storage_timeout);
  EXPECT_EQ(row.failure->message, "no answer \xEF\xBF\xBD\xEF\xBF\xBD in 3 s");
  EXPECT_EQ(row.at, outcome.at);
  EXPECT_EQ(row.record_json, outcome.record_json);
  outcome.summary.words.clear();  // only for filters
  EXPECT_EQ(row.summary, outcome.summary);
  EXPECT_EQ(session(id).tally.keywords_added, 0u);
}

TEST_P(StoreConformance, FailsFoundFilesThatMayNotBeReadWithRisingVersions) {
  const SessionId id = begin_session();
  const model::Failure leak{model::Stage::discover, model::Reason::denied, "leaves its root"};
  Batch batch;
  batch.found = {{.path = "/r/a", .failure = leak}, {.path = "/r/b"}, {.path = "/r/c", .failure = leak}};
  EXPECT_EQ(stage(id, batch, 41).tally.failed, 2u);
  batch.found.push_back({.path = "/r/d", .failure = leak});
  EXPECT_EQ(stage(id, batch, 51).tally.failed, 3u);  // only the last is new: the third failure of its batch
  const auto failures = get(store->failures(id, 0, 10));
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_EQ(failures[0].version, 41);
  EXPECT_EQ(failures[0].path, "/r/a");
  EXPECT_EQ(failures[0].failure, leak);
  EXPECT_EQ(failures[0].at, clock.wall());
  EXPECT_EQ(failures[1].version, 42);
  EXPECT_EQ(failures[2].version, 53);
  EXPECT_EQ(pending(id).size(), 1u);
}

TEST_P(StoreConformance, TakesNoMoreThanMaxFiles) {
  const SessionId id = begin_session({.max_files = 3});
  EXPECT_FALSE(find(id, {"/r/1", "/r/2"}).limit_reached);
  EXPECT_FALSE(find(id, {"/r/1", "/r/2"}).limit_reached);
  const auto over = find(id, {"/r/2", "/r/3", "/r/4", "/r/5"});
  EXPECT_TRUE(over.limit_reached);
  EXPECT_EQ(over.tally.total(), 3u);
  EXPECT_EQ(find(id, {"/r/6"}).tally.total(), 3u);
  EXPECT_TRUE(settle(id, {}).limit_reached);
  const SessionId exact = begin_session({.max_files = 2});
  EXPECT_TRUE(find(exact, {"/r/1", "/r/2"}).limit_reached);
}

TEST_P(StoreConformance, SkipsOnlyFilesThatTheCatalogueHasUnchanged) {
  const SessionId first = begin_session();
  ingest(first, {"/r/same", "/r/resized", "/r/touched", "/r/removed", "/r/\xFF"}, simple_record());
  commit(first);
  backend->execute("UPDATE media_files SET removed_at = '2025-01-01 00:00:00.000000' WHERE file_path = '/r/removed'");
  const std::int64_t mtime = 1'700'000'000'123'456'789;
  Batch batch;
  batch.found = {{.path = "/r/same", .size = 100, .mtime_ns = mtime},
                 {.path = "/r/resized", .size = 101, .mtime_ns = mtime},
                 {.path = "/r/touched", .size = 100, .mtime_ns = mtime + 1},
                 {.path = "/r/removed", .size = 100, .mtime_ns = mtime},
                 {.path = "/r/\xFF", .size = 100, .mtime_ns = mtime},
                 {.path = "/r/\\xFF", .size = 100, .mtime_ns = mtime},  // looks the same, is another
                 {.path = "/r/new", .size = 100, .mtime_ns = mtime}};
  const SessionId second = begin_session({.max_files = 5});
  const auto result = stage(second, batch);
  EXPECT_EQ(result.tally.skipped_existing, 2u);
  EXPECT_EQ(result.tally.total(), 5u);
  EXPECT_TRUE(result.limit_reached);
  const auto skipped = all_files(second, {.state = FileState::skipped});
  ASSERT_EQ(skipped.size(), 2u);
  EXPECT_EQ(skipped[0].path, "/r/same");
  EXPECT_TRUE(skipped[0].skipped_existing);
  EXPECT_EQ(skipped[1].path, "/r/\xFF");
  const SessionId third = begin_session({.skip_existing = false});
  EXPECT_EQ(stage(third, batch).tally.skipped_existing, 0u);
}

TEST_P(StoreConformance, AppliesAChangeWithItsBatch) {
  const SessionId id = begin_session();
  Batch batch;
  batch.found = {{.path = "/r/a"}};
  batch.change = {.discovering = false, .version = 20, .version_ceiling = 100};
  stage(id, batch);
  EXPECT_FALSE(session(id).discovering);
  EXPECT_EQ(session(id).version, 20);
  EXPECT_EQ(session(id).version_ceiling, 100);
}

TEST_P(StoreConformance, TakesNoMoreFilesAtRest) {
  const SessionId id = begin_session();
  find(id, {"/r/a"});
  Batch batch;
  batch.found = {{.path = "/r/b"}};
  for (const auto status :
       {SessionStatus::completed, SessionStatus::cancelled, SessionStatus::committing, SessionStatus::committed}) {
    change_status(id, status);
    EXPECT_EQ(ask(store->stage(id, batch, 1)).error().code, Code::conflict);
    EXPECT_EQ(ask(store->skip_pending(id, {})).error().code, Code::conflict);
    const Batch only_change{.found = {}, .outcomes = {}, .change = {.version = 5}};
    EXPECT_TRUE(ask(store->stage(id, only_change, 1)).has_value());
  }
  EXPECT_EQ(session(id).tally.discovered, 1u);
}

TEST_P(StoreConformance, SkipsWhatACancelLeft) {
  const SessionId id = begin_session();
  find(id, {"/r/a", "/r/b", "/r/c", "/r/d"});
  const auto files = pending(id);
  settle(id, {done(files[0].id, simple_record()), failed(files[1].id, 3)});
  const auto tally =
      get(store->skip_pending(id, {.status = SessionStatus::cancelled, .discovering = false, .version = 9}));
  EXPECT_EQ(tally.cancelled, 2u);
  EXPECT_EQ(tally.pending(), 0u);
  EXPECT_EQ(session(id).status, SessionStatus::cancelled);
  EXPECT_EQ(session(id).version, 9);
  expect_tally_matches_entries(id);
  EXPECT_EQ(settle(id, {done(files[2].id, simple_record())}).tally, tally);  // too late
  EXPECT_FALSE(all_files(id, {.state = FileState::skipped})[0].skipped_existing);
}

TEST_P(StoreConformance, TakesAnyNameAFileSystemAllows) {
  std::vector<std::string> names{"/r/" + std::string(255, 'x'),
                                 "/r/" + std::string(255, '\xFE'),
                                 "/r/\xE2\x82\xAC \xF0\x9F\x98\x80.PNG",
                                 "/r/new\nline\t'quote\" %_*?[\\",
                                 "/r/\x01\x7F\x80",
                                 "/r/ half \xE2\x82",
                                 "/r/%s%n{}",
                                 "/r"};
  std::string deep;
  while (deep.size() < 3900) deep += "/" + std::string(200, 'd');
  names.push_back(deep + "/f.png");
  const SessionId id = begin_session();
  ingest(id, names, simple_record());
  kill_and_reopen();
  const auto rows = all_files(id);
  ASSERT_EQ(rows.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(rows[i].path, names[i]);
  EXPECT_EQ(commit(id).added, names.size());
  EXPECT_EQ(row("SELECT count(*) FROM media_files WHERE extension = '.png'"), "2");
}

TEST_P(StoreConformance, LosesNothingThatWasAnsweredWhenKilled) {
  const SessionId id = begin_session();
  find(id, {"/r/a", "/r/b", "/r/c"});
  kill_and_reopen();
  auto files = pending(id);
  ASSERT_EQ(files.size(), 3u);
  settle(id, {done(files[0].id, simple_record()), failed(files[1].id, 3)});
  kill_and_reopen();
  expect_tally_matches_entries(id);
  EXPECT_EQ(session(id).tally.settled(), 2u);
  files = pending(id);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].path, "/r/c");
  get(store->skip_pending(id, {.status = SessionStatus::cancelled}));
  kill_and_reopen();
  EXPECT_EQ(session(id).tally.cancelled, 1u);
}

// A few hundred steps of anything that may happen, in any order, with kills in between; after each, the counts add up.
TEST_P(StoreConformance, KeepsCountsRightWhateverHappens) {
  std::mt19937 random(20251123);
  const auto upto = [&](std::uint32_t n) { return std::uniform_int_distribution<std::uint32_t>(0, n)(random); };
  const SessionId catalogued = begin_session();
  ingest(catalogued, {"/r/3", "/r/5", "/r/8", "/r/13"}, simple_record());
  commit(catalogued);
  for (int round = 0; round < 8; ++round) {
    model::Parameters parameters{.skip_existing = round % 2 == 0};
    if (round % 3 == 0) parameters.max_files = 20 + upto(20);
    const SessionId id = begin_session(parameters);
    std::int64_t version = 1;
    std::set<std::string> paths;
    for (int step = 0; step < 25; ++step) {
      Batch batch;
      for (std::uint32_t i = upto(6); i > 0; --i) {
        model::FoundFile file{
            .path = "/r/" + std::to_string(upto(60)), .size = 100, .mtime_ns = 1'700'000'000'123'456'789};
        if (upto(9) == 0) file.failure = model::Failure{model::Stage::discover, model::Reason::denied, "no"};
        batch.found.push_back(file);
      }
      const auto files = all_files(id);
      for (std::uint32_t i = upto(5); i > 0 && !files.empty(); --i) {
        const FileId file = files[upto(static_cast<std::uint32_t>(files.size() - 1))].id;
        batch.outcomes.push_back(upto(3) == 0 ? failed(file, ++version) : done(file, simple_record()));
      }
      const std::int64_t first = version + 1;
      version += static_cast<std::int64_t>(batch.found.size());
      batch.change.version = ++version;
      const auto result = stage(id, batch, first);
      if (parameters.max_files) EXPECT_LE(result.tally.total(), *parameters.max_files);
      if (upto(12) == 0) kill_and_reopen();
    }
    std::int64_t last = 0;
    const auto failures = get(store->failures(id, 0, 1000));
    EXPECT_EQ(failures.size(), session(id).tally.failed);
    for (const auto& failure : failures) {
      EXPECT_GT(failure.version, last);
      last = failure.version;
    }
    get(store->skip_pending(id, {.status = SessionStatus::cancelled}));
    expect_tally_matches_entries(id);
    const std::uint64_t processed = session(id).tally.processed;
    EXPECT_EQ(commit(id, 3).total, processed);
  }
}

}  // namespace
}  // namespace sluice::store
