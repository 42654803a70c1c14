// Taking a commit back: the catalogue as it was, to the byte; what somebody has written since stays.

#include "store/conformance_undo_test.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>

namespace sluice::store {
using model::KeywordType;
using model::SessionStatus;

// An implementation that is not built has no tests.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(UndoConformance);

namespace {

// A catalogue that another program has filled, with values of kinds that its columns do not ask for.
constexpr const char* kBefore = R"sql(
INSERT INTO media_files (id, filename, directory, file_path, file_size, score, favourite, nsfw, nsfw_score,
    original_created_at, created_at, updated_at, last_accessed, phash)
  VALUES (7, 'a.png', '/r', '/r/a.png', 5, 4.1000000000000005, 1, 1, 0.30000000000000004,
    '2024-05-06 01:02:03.000000', '2024-06-01', '2024-06-01 00:00:00', '2024-06-02', x'00ff00'),
    (8, 'b.png', '/r', '/r/b.png', NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, 'p'),
    (9, 'other.png', '/elsewhere', '/elsewhere/other.png', 1, 2, 0, 0, NULL, '2024-05-06 09:00:00', NULL, NULL, NULL, '');
INSERT INTO media_metadata (id, media_file_id, width, prompt, raw, cfg_scale, gps_lat)
  VALUES (70, 7, 640, 'an "old" prompt', x'c3280001', 7.000000000000001, -0.0);
INSERT INTO media_keywords (id, media_file_id, keyword, keyword_type, confidence, source, created_at)
  VALUES (100, 7, 'mine', 'user', 1, 'me', '2024'), (101, 7, 'stale', 'prompt', 0.1, 'x', '2024'),
         (102, 7, 'kept', 'colour', NULL, NULL, NULL), (103, 8, 'derived', 'auto', 2e300, NULL, NULL);
INSERT INTO media_thumbnails (id, media_file_id, thumbnail_size, mime_type, file_path, created_at)
  VALUES (200, 7, 64, 'image/webp', 'small/7.webp', '2024'), (201, 7, 256, 'image/png', 'other/7.png', '2024'),
         (202, 8, 512, 'image/jpeg', 'thumbnails/aa/aa00112233445566778899aabbccddee-512.jpg', '2024');
INSERT INTO daily_contributions (id, date, count, created_at, updated_at)
  VALUES (300, '2024-05-06 00:00:00.000000', 2, '2024', 'a while ago'), (301, '2023-01-01 00:00:00.000000', 0, NULL, NULL);
)sql";

TEST_P(UndoConformance, RestoresTheCatalogueToTheByte) {
  backend->execute(kBefore);
  const auto before = backend->catalogue();
  const SessionId id = committed({"/r/a.png", "/r/b.png", "/r/new.png", "/r/caf\xE9.png"}, rich_record());
  EXPECT_NE(backend->catalogue(), before);
  EXPECT_EQ(row("SELECT count(*) FROM media_files"), "5");
  EXPECT_EQ(undo(id, 1), (model::UndoTally{.total = 4, .removed = 2, .restored = 2, .kept = 0}));
  EXPECT_EQ(backend->catalogue(), before);
  EXPECT_EQ(session(id).commit, model::CommitTally{});
  EXPECT_TRUE(kept(id).empty());
  EXPECT_TRUE(committed_paths(id).empty());
  EXPECT_EQ(remembered(), std::vector<std::string>(7, "0"));
}

TEST_P(UndoConformance, LetsTheSessionBeCommittedAgain) {
  backend->execute(kBefore);
  const SessionId id = committed({"/r/a.png", "/r/new.png"}, rich_record());
  const auto columns =
      "SELECT file_path, score, prompt FROM media_files f JOIN media_metadata m ON m.media_file_id = f.id";
  const auto committed_once = backend->rows(columns);
  undo(id);
  EXPECT_EQ(commit(id), (model::CommitTally{.total = 2, .added = 1, .updated = 1, .failed = 0}));
  EXPECT_EQ(backend->rows(columns), committed_once);
  EXPECT_EQ(undo(id).settled(), 2u);
}

TEST_P(UndoConformance, KeepsWhatWasWrittenSinceAndSaysWhy) {
  backend->execute(kBefore);
  const SessionId one = committed({"/r/1", "/r/2", "/r/3", "/r/4", "/r/5", "/r/a.png"}, rich_record());
  committed({"/r/1"}, simple_record());
  backend->execute("UPDATE media_files SET score = 5, updated_at = '2030-01-01 00:00:00.000000' WHERE filename = '2'");
  backend->execute(
      "INSERT INTO media_keywords (media_file_id, keyword, keyword_type) "
      "SELECT id, 'a tag of mine', 'user' FROM media_files WHERE filename = '3'");
  backend->execute("DELETE FROM media_files WHERE filename = '4'");
  EXPECT_EQ(undo(one, 2), (model::UndoTally{.total = 6, .removed = 1, .restored = 1, .kept = 4}));
  EXPECT_EQ(kept(one),
            (std::vector<std::string>{
                "/r/1: another session has written it since", "/r/2: it has been changed since the commit",
                "/r/3: it has been given keywords since the commit", "/r/4: it is not in the catalogue any more"}));
  EXPECT_EQ(committed_paths(one), (std::set<std::string>{"/r/1", "/r/2", "/r/3"})) << "they are still there";
  EXPECT_EQ(session(one).commit, (model::CommitTally{.total = 3, .added = 3, .updated = 0, .failed = 0}));
  EXPECT_EQ(backend->rows("SELECT filename FROM media_files ORDER BY filename"),
            (std::vector<std::string>{"1", "2", "3", "a.png", "b.png", "other.png"}));

  EXPECT_EQ(commit(one), (model::CommitTally{.total = 3, .added = 2, .updated = 1, .failed = 0}))
      << "only what is not there is written again";
  const auto again = undo(one);
  EXPECT_EQ(again, (model::UndoTally{.total = 6, .removed = 2, .restored = 1, .kept = 3}));
  EXPECT_EQ(kept(one).size(), 3u) << "the list is that of the newest undo";
}

TEST_P(UndoConformance, GoesOnAfterAKill) {
  backend->execute(kBefore);
  const auto before = backend->catalogue();
  std::vector<std::string> paths{"/r/a.png", "/r/b.png"};
  for (int i = 0; i < 20; ++i) paths.push_back(fmt::format("/r/{}", i));
  const SessionId id = committed(paths, rich_record());
  get(store->begin_undo(id, {.status = SessionStatus::committing}));
  const UndoChunk first = get(store->undo_chunk(id, 5, {}));
  EXPECT_FALSE(first.finished);
  EXPECT_EQ(first.tally.settled(), 5u);
  kill_and_reopen();
  EXPECT_TRUE(session(id).undoing);
  EXPECT_EQ(session(id).undo, first.tally);
  EXPECT_EQ(get(store->unfinished_sessions()).size(), 1u);
  undo_all_chunks(id, 5);
  EXPECT_EQ(session(id).undo->restored, 2u);
  EXPECT_EQ(backend->catalogue(), before);
}

TEST_P(UndoConformance, KeepsOnlyTheRowThatCannotBeRestored) {
  backend->execute(kBefore);
  const SessionId id = committed({"/r/a.png", "/r/b.png", "/r/new.png"}, rich_record());
  backend->refuse_keyword("stale");
  EXPECT_EQ(undo(id), (model::UndoTally{.total = 3, .removed = 1, .restored = 1, .kept = 1}));
  const auto files = get(store->kept_files(id));
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].path, "/r/a.png");
  EXPECT_NE(files[0].why, "");
  EXPECT_EQ(row("SELECT prompt FROM media_metadata WHERE media_file_id = 7"), "a cat, on a mat") << "whole";
}

TEST_P(UndoConformance, TakesBackAPartialCommit) {
  backend->refuse_keyword("poison");
  model::Record poisoned = simple_record();
  poisoned.keywords.push_back({"poison", 1.0, KeywordType::prompt});
  const auto before = backend->catalogue();
  const SessionId id = begin_anew();
  read(id, {"/r/good"}, simple_record());
  read(id, {"/r/bad"}, poisoned);
  EXPECT_EQ(commit(id).failed, 1u);
  EXPECT_EQ(undo(id).removed, 1u);
  EXPECT_EQ(backend->catalogue(), before);
  EXPECT_TRUE(get(store->commit_failures(id, 10)).empty());
  EXPECT_EQ(session(id).commit.failed, 0u);
}

TEST_P(UndoConformance, IsAllowedOnlyWhereSomethingWasCommitted) {
  const SessionId id = begin_anew();
  read(id, {"/r/1"}, simple_record());
  for (const auto status :
       {SessionStatus::starting, SessionStatus::processing, SessionStatus::paused, SessionStatus::completed,
        SessionStatus::error, SessionStatus::cancelled, SessionStatus::committing, SessionStatus::undone}) {
    change_status(id, status);
    EXPECT_EQ(ask(store->begin_undo(id, {})).error().code, Code::conflict) << name(status);
    EXPECT_EQ(ask(store->undo_chunk(id, 1, {})).error().code, Code::conflict) << name(status);
  }
  change_status(id, SessionStatus::committed);
  EXPECT_EQ(ask(store->begin_undo(id, {})).error().code, Code::conflict) << "nothing is in the catalogue";
  commit(id);
  get(store->begin_undo(id, {}));
  EXPECT_EQ(ask(store->begin_commit(id, {})).error().code, Code::conflict);
  EXPECT_EQ(ask(store->commit_chunk(id, 1, {})).error().code, Code::conflict);
  EXPECT_EQ(ask(store->remove_session(id)).error().code, Code::conflict);
  undo_all_chunks(id, 1);
}

TEST_P(UndoConformance, RemovesADayOnlyIfACommitOfOursMadeItAndNobodyIsLeft) {
  backend->execute("INSERT INTO daily_contributions (date, count) VALUES ('2024-05-06 00:00:00.000000', 0)");
  model::Record of_another_day = simple_record();
  of_another_day.created_at = *of_another_day.created_at + std::chrono::days(1);
  const SessionId one = committed({"/r/1"}, of_another_day);
  const SessionId two = committed({"/r/2"}, of_another_day);
  const SessionId three = committed({"/r/3"}, simple_record());
  for (const SessionId& id : {one, three}) undo(id);
  EXPECT_EQ(backend->rows("SELECT date, count, updated_at IS NULL FROM daily_contributions ORDER BY date"),
            (std::vector<std::string>{"2024-05-06 00:00:00.000000|0|1", "2024-05-07 00:00:00.000000|1|0"}));
  undo(two);
  EXPECT_EQ(row("SELECT date FROM daily_contributions"), "2024-05-06 00:00:00.000000");
}

// Two sessions over the same files, committed and undone in any order, with kills in between: an undo that follows its
// commit leaves no trace at once, and when everything has been undone, nothing is left of either.
TEST_P(UndoConformance, LeavesNoTraceWhateverTheOrder) {
  backend->execute(kBefore);
  committed({"/r/base-1", "/r/base-2"}, rich_record());
  const auto before = backend->catalogue();
  const std::vector<std::string> paths{"/r/a.png", "/r/b.png", "/r/base-1", "/r/base-2", "/r/3", "/r/4", "/r/5"};
  for (unsigned seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    std::array<SessionId, 2> ids;
    for (SessionId& id : ids) {
      id = begin_anew();
      for (const std::string& path : paths) {
        if (random() % 4 == 0) continue;
        model::Record record = random() % 2 ? rich_record() : simple_record();
        record.prompt.prompt = fmt::format("prompt {}", random() % 100);
        record.created_at = *record.created_at + std::chrono::days(random() % 3);
        read(id, {path}, record);
      }
      change_status(id, SessionStatus::completed);
    }
    std::map<std::string, std::vector<SessionId>> writers;  // of each path, the last one last
    const auto commit_it = [&](const SessionId& id) {
      const auto had = committed_paths(id);
      commit(id, 1 + random() % 4);
      for (const std::string& path : committed_paths(id)) {
        if (!had.contains(path)) writers[path].push_back(id);
      }
    };
    const auto undo_it = [&](const SessionId& id) {
      std::set<std::string> expected;
      for (auto& [path, stack] : writers) {
        if (!stack.empty() && stack.back() == id) {
          stack.pop_back();
        } else if (std::ranges::find(stack, id) != stack.end()) {
          expected.insert(path);
        }
      }
      EXPECT_EQ(undo(id, 1 + random() % 4).kept, expected.size());
      EXPECT_EQ(committed_paths(id), expected);
    };
    const auto may = [&](const SessionId& id, bool (*rule)(SessionStatus)) { return rule(session(id).status); };
    std::optional<std::pair<SessionId, std::vector<std::string>>> last_commit;  // of a session with nothing in it yet
    for (int step = 0; step < 14; ++step) {
      clock.advance(std::chrono::seconds(1));
      const SessionId& id = ids[random() % 2];
      const auto at_present = backend->catalogue();
      if (may(id, [](SessionStatus s) { return model::may_commit(s); })) {
        last_commit.reset();
        if (committed_paths(id).empty()) last_commit.emplace(id, at_present);
        commit_it(id);
      } else if (may(id, [](SessionStatus s) { return model::may_undo(s); }) && !committed_paths(id).empty()) {
        undo_it(id);
        if (last_commit && last_commit->first == id) {
          EXPECT_EQ(backend->catalogue(), last_commit->second);
        }
        last_commit.reset();
      }
      EXPECT_EQ(row("SELECT sum(count) FROM daily_contributions"),
                row("SELECT count(*) FROM media_files WHERE original_created_at IS NOT NULL"));
      if (random() % 5 == 0) kill_and_reopen();
    }
    for (;;) {
      const auto left = std::ranges::find_if(writers, [](const auto& entry) { return !entry.second.empty(); });
      if (left == writers.end()) break;
      const SessionId id = left->second.back();
      clock.advance(std::chrono::seconds(1));
      if (!may(id, [](SessionStatus s) { return model::may_undo(s); })) commit_it(id);
      undo_it(id);
    }
    ASSERT_EQ(backend->catalogue(), before);
    for (const SessionId& id : ids) get(store->remove_session(id));
  }
}

TEST_P(UndoConformance, ForgetsItsMemoryWithTheSession) {
  backend->execute(kBefore);
  const SessionId id = committed({"/r/a.png", "/r/new.png"}, rich_record());
  get(store->remove_session(id));
  for (int i = 0; i < 20; ++i) begin_session();  // a piece before each
  auto left = remembered();
  left.pop_back();  // ingest_undo_new_days: whose days they are stays known
  EXPECT_EQ(left, std::vector<std::string>(6, "0"));
  EXPECT_EQ(row("SELECT prompt FROM media_metadata WHERE media_file_id = 7"), "a cat, on a mat");
}

TEST_P(StoreConformance, SaysWhichFoundFilesTheCatalogueHas) {
  const SessionId id = begin_session();
  ingest(id, {"/r/a.png", "/r/caf\xE9.png"}, simple_record());
  commit(id);
  const auto found = [](std::string path, std::uint64_t size = 100) {
    return model::FoundFile{.path = std::move(path), .size = size, .mtime_ns = 1'700'000'000'123'456'789};
  };
  std::vector<model::FoundFile> files{found("/r/a.png"),       found("/r/b.png"), found("/r/a.png", 101),
                                      found("/r/caf\xE9.png"), found("/r/a.png"), found("/r/a.png")};
  files[4].failure = model::Failure{model::Stage::open, model::Reason::denied, ""};
  files[5].failure = model::Failure{model::Stage::decode, model::Reason::quarantined, ""};
  EXPECT_EQ(get(store->catalogued(files)), (std::vector<bool>{true, false, false, true, false, true}));
}

TEST_P(StoreConformance, RemembersHowLongASessionHasWorked) {
  const SessionId id = begin_session();
  EXPECT_EQ(session(id).worked, Duration::zero());
  get(store->change_session(id, {.worked = std::chrono::milliseconds(1500)}));
  get(store->change_session(id, {.status = SessionStatus::paused}));
  kill_and_reopen();
  EXPECT_EQ(session(id).worked, std::chrono::milliseconds(1500));
  EXPECT_EQ(session(id).status, SessionStatus::paused);
  EXPECT_EQ(get(store->unfinished_sessions()).size(), 1u);
}

}  // namespace
}  // namespace sluice::store
