#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::SessionStatus;

TEST_P(StoreConformance, KeepsEveryFieldOfASession) {
  model::Session session{.id = random_session_id(), .status = SessionStatus::paused};
  session.parameters.directories = {"/r/ä", "/r/\xFF"};
  session.parameters.directories.pop_back();  // JSON holds text
  session.parameters.nsfw_threshold = 0.25;
  session.parameters.max_files = 12;
  session.run = 3;
  session.discovering = false;
  session.version = 1'000'000'000'001;
  session.version_ceiling = 1'000'000'010'000;
  session.started_at = clock.wall();
  session.ended_at = clock.wall() + std::chrono::microseconds(1);
  session.error = "disk full: \xE2\x82\xAC";
  session.tally = {.discovered = 10,
                   .skipped_existing = 1,
                   .processed = 2,
                   .failed = 3,
                   .cancelled = 4,
                   .metadata_extracted = 5,
                   .keywords_added = 6,
                   .scores_imported = 7,
                   .nsfw_detected = 8,
                   .bytes_done = 1ull << 40};
  session.commit = {.total = 9, .added = 1, .updated = 2, .failed = 3};
  get(store->create_session(session));
  reopen();
  const model::Session kept = get(store->session(session.id));
  EXPECT_EQ(kept.status, session.status);
  EXPECT_EQ(kept.parameters, session.parameters);
  EXPECT_EQ(kept.run, 3u);
  EXPECT_FALSE(kept.discovering);
  EXPECT_EQ(kept.version, session.version);
  EXPECT_EQ(kept.version_ceiling, session.version_ceiling);
  EXPECT_EQ(kept.started_at, session.started_at);
  EXPECT_EQ(kept.ended_at, session.ended_at);
  EXPECT_EQ(kept.error, session.error);
  EXPECT_EQ(kept.tally, session.tally);
  EXPECT_EQ(kept.commit, session.commit);
}

TEST_P(StoreConformance, RefusesASecondSessionOfTheSameId) {
  const SessionId id = begin_session();
  EXPECT_EQ(ask(store->create_session({.id = id})).error().code, Code::conflict);
}

TEST_P(StoreConformance, ChangesOnlyWhatAChangeNames) {
  const SessionId id = begin_session();
  get(store->change_session(id, {.discovering = false, .version = 7, .run = 2}));
  get(store->change_session(
      id, {.status = SessionStatus::error, .version_ceiling = 9, .ended_at = clock.wall(), .error = "no"}));
  const model::Session s = session(id);
  EXPECT_EQ(s.status, SessionStatus::error);
  EXPECT_FALSE(s.discovering);
  EXPECT_EQ(s.version, 7);
  EXPECT_EQ(s.version_ceiling, 9);
  EXPECT_EQ(s.run, 2u);
  EXPECT_EQ(s.ended_at, clock.wall());
  EXPECT_EQ(s.error, "no");
}

TEST_P(StoreConformance, KnowsNothingOfAnUnknownSession) {
  const SessionId id = random_session_id();
  const Batch batch;
  EXPECT_EQ(ask(store->session(id)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->sessions(10, id)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->remove_session(id)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->change_session(id, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->stage(id, batch, 1)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->pending(id, FileId(), 1)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->skip_pending(id, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->files(id, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->file(id, FileId(1))).error().code, Code::not_found);
  EXPECT_EQ(ask(store->failures(id, 0, 1)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->newest_failures(id, 1)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->begin_commit(id, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->commit_chunk(id, 1, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->commit_failures(id, 1)).error().code, Code::not_found);
}

TEST_P(StoreConformance, ListsSessionsNewestFirstInPages) {
  std::vector<SessionId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(begin_session());
  const auto first = get(store->sessions(2, std::nullopt));
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].id, ids[4]);
  EXPECT_EQ(first[1].id, ids[3]);
  begin_session();  // a page that was begun stays what it was
  const auto second = get(store->sessions(2, first[1].id));
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[0].id, ids[2]);
  EXPECT_EQ(get(store->sessions(10, second[1].id)).size(), 1u);
  EXPECT_TRUE(get(store->sessions(10, ids[0])).empty());
}

TEST_P(StoreConformance, NamesTheSessionsARestartGoesOnWithOldestFirst) {
  std::vector<SessionId> ids;
  for (const auto status :
       {SessionStatus::starting, SessionStatus::completed, SessionStatus::processing, SessionStatus::error,
        SessionStatus::paused, SessionStatus::cancelled, SessionStatus::committing, SessionStatus::committed,
        SessionStatus::commit_error, SessionStatus::undone}) {
    ids.push_back(begin_session());
    change_status(ids.back(), status);
  }
  const auto unfinished = get(store->unfinished_sessions());
  ASSERT_EQ(unfinished.size(), 4u);
  EXPECT_EQ(unfinished[0].id, ids[0]);
  EXPECT_EQ(unfinished[1].id, ids[2]);
  EXPECT_EQ(unfinished[2].id, ids[4]);
  EXPECT_EQ(unfinished[3].id, ids[6]);
}

TEST_P(StoreConformance, FindsTheActiveSession) {
  EXPECT_FALSE(get(store->active_session()).has_value());
  const SessionId older = begin_session();
  const SessionId newer = begin_session();
  const auto active = [&] { return get(store->active_session()).value_or(model::Session{}).id; };
  for (const auto status : {SessionStatus::starting, SessionStatus::processing, SessionStatus::paused,
                            SessionStatus::completed, SessionStatus::committing, SessionStatus::commit_error}) {
    change_status(newer, status);
    EXPECT_EQ(active(), newer) << name(status);
  }
  for (const auto status :
       {SessionStatus::committed, SessionStatus::undone, SessionStatus::error, SessionStatus::cancelled}) {
    change_status(newer, status);
    EXPECT_EQ(active(), older) << name(status);
  }
  change_status(newer, SessionStatus::processing);
  ingest(newer, {"/r/a.png"}, simple_record());
  change_status(newer, SessionStatus::cancelled);  // with something to commit
  EXPECT_EQ(active(), newer);
}

TEST_P(StoreConformance, RemovesASessionAtRestAndNothingElse) {
  const SessionId kept = begin_session();
  const SessionId gone = begin_session();
  ingest(kept, {"/r/a.png", "/r/b.png"}, simple_record());
  ingest(gone, {"/r/a.png", "/r/c.png"}, simple_record());
  EXPECT_EQ(ask(store->remove_session(gone)).error().code, Code::conflict);
  commit(gone);
  get(store->remove_session(gone));
  EXPECT_EQ(ask(store->session(gone)).error().code, Code::not_found);
  EXPECT_EQ(ask(store->files(gone, {})).error().code, Code::not_found);
  EXPECT_EQ(ask(store->remove_session(gone)).error().code, Code::not_found);
  EXPECT_EQ(get(store->sessions(10, std::nullopt)).size(), 1u);
  EXPECT_EQ(row("SELECT count(*) FROM media_files"), "2");
  expect_tally_matches_entries(kept);
  EXPECT_FALSE(get(store->file(kept, id_of(kept, "/r/a.png"))).record_json.empty());
}

TEST_P(StoreConformance, NeverGivesAnIdOfAnEntryTwice) {
  const SessionId first = begin_session();
  find(first, {"/r/a.png"});
  const FileId old = id_of(first, "/r/a.png");
  change_status(first, SessionStatus::error);
  get(store->remove_session(first));
  const SessionId second = begin_session();
  for (int i = 0; i < 5; ++i)
    get(store->change_session(second, {.version = i}));  // the removed rows are gone by now, or soon
  find(second, {"/r/a.png"});
  EXPECT_GT(id_of(second, "/r/a.png"), old);
}

}  // namespace
}  // namespace sluice::store
