#include <set>

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileState;
using model::Reason;

std::vector<std::string> paths_of(const std::vector<FileRow>& rows) {
  std::vector<std::string> out;
  for (const FileRow& row : rows) out.push_back(row.path);
  return out;
}
using Paths = std::vector<std::string>;

TEST_P(StoreConformance, FiltersFilesByStateAndReason) {
  const SessionId id = begin_session();
  find(id, {"/r/1", "/r/2", "/r/3", "/r/4", "/r/5"});
  const auto files = pending(id);
  settle(id, {done(files[0].id, simple_record()), failed(files[1].id, 1, Reason::corrupt),
              failed(files[2].id, 2, Reason::timeout), done(files[3].id, simple_record())});
  EXPECT_EQ(paths_of(all_files(id)), (Paths{"/r/1", "/r/2", "/r/3", "/r/4", "/r/5"}));
  EXPECT_EQ(paths_of(all_files(id, {.state = FileState::done})), (Paths{"/r/1", "/r/4"}));
  EXPECT_EQ(paths_of(all_files(id, {.state = FileState::failed})), (Paths{"/r/2", "/r/3"}));
  EXPECT_EQ(paths_of(all_files(id, {.state = FileState::pending})), (Paths{"/r/5"}));
  EXPECT_TRUE(all_files(id, {.state = FileState::skipped}).empty());
  EXPECT_TRUE(all_files(id, {.state = FileState::running}).empty());
  EXPECT_EQ(paths_of(all_files(id, {.reason = Reason::timeout})), (Paths{"/r/3"}));
  EXPECT_EQ(paths_of(all_files(id, {.state = FileState::failed, .reason = Reason::corrupt})), (Paths{"/r/2"}));
  EXPECT_TRUE(all_files(id, {.state = FileState::done, .reason = Reason::corrupt}).empty());
}

TEST_P(StoreConformance, FindsPartsOfThePathAsItIsShown) {
  const SessionId id = begin_session();
  find(id, {"/r/Cat_1.PNG", "/r/sub/dog%.png", "/r/caf\xE9.jpg", "/r/\xC3\x84pfel.png"});
  const auto found = [&](std::string text) { return all_files(id, {.text = std::move(text)}).size(); };
  EXPECT_EQ(found("cat_1.png"), 1u);
  EXPECT_EQ(found("CAT"), 1u);
  EXPECT_EQ(found("at_"), 1u);
  EXPECT_EQ(found("at%"), 0u);  // no wildcards
  EXPECT_EQ(found("g%."), 1u);
  EXPECT_EQ(found("sub/D"), 1u);
  EXPECT_EQ(found("\xC3\x84PF"), 1u);
  EXPECT_EQ(found("\xC3\xA4pf"), 0u);  // only ASCII without regard to case
  EXPECT_EQ(found("caf\xEF\xBF\xBD"), 1u);
  EXPECT_EQ(found("/r/"), 4u);
  EXPECT_EQ(found("'; DROP TABLE ingest_files; --"), 0u);
  EXPECT_EQ(all_files(id, {.state = FileState::pending, .text = "png", .limit = 1}).size(), 3u);
}

TEST_P(StoreConformance, PagesFilesWithoutGapOrRepetition) {
  const SessionId id = begin_session();
  Paths all;
  for (int i = 0; i < 25; ++i) all.push_back("/r/" + std::to_string(i));
  find(id, all);
  FileQuery query{.limit = 10};
  const FilePage first = get(store->files(id, query));
  ASSERT_TRUE(first.next.has_value());
  EXPECT_EQ(*first.next, first.rows.back().id);
  settle(id, {done(first.rows[3].id, simple_record()), done(FileId(first.next->value() + 1), simple_record())});
  find(id, {"/r/later"});
  query.after = *first.next;
  const FilePage second = get(store->files(id, query));
  EXPECT_EQ(second.rows.front().path, "/r/10");
  query.after = *second.next;
  const FilePage third = get(store->files(id, query));
  EXPECT_EQ(third.rows.size(), 6u);
  EXPECT_FALSE(third.next.has_value());
  EXPECT_EQ(all_files(id, {.limit = 13}).size(), 26u);
  EXPECT_FALSE(get(store->files(id, {.limit = 26})).next.has_value());
  EXPECT_EQ(get(store->files(id, {.limit = 0})).rows.size(), 1u);
  EXPECT_EQ(get(store->files(id, {.limit = 1'000'000})).rows.size(), 26u);
}

TEST_P(StoreConformance, TellsEverythingOfAFile) {
  const SessionId id = begin_session();
  find(id, {"/r/a.mp4"});
  model::Record record = simple_record();
  record.file_type = model::FileType::video;
  record.format = "mp4";
  record.technical.duration_s = 12.5;
  record.score = -1;
  record.nsfw = model::Nsfw{.score = 0.75, .label = "x", .classes = {}, .model = "m"};
  record.prompt.model_name = "model";
  record.warnings = {"one", "two"};
  model::FileOutcome outcome = done(id_of(id, "/r/a.mp4"), record);
  const FileRow before = get(store->file(id, outcome.id));
  EXPECT_EQ(before.state, FileState::pending);
  EXPECT_FALSE(before.at.has_value());
  EXPECT_EQ(before.record_json, "");
  settle(id, {outcome});
  const FileRow row = get(store->file(id, outcome.id));
  outcome.summary.words.clear();  // only for filters
  EXPECT_EQ(row.summary, outcome.summary);
  EXPECT_EQ(row.record_json, outcome.record_json);
  EXPECT_EQ(row.size, 100u);
  EXPECT_EQ(row.at, outcome.at);
  EXPECT_TRUE(row.included);
  EXPECT_FALSE(row.committed);
  EXPECT_FALSE(row.failure.has_value());
  EXPECT_EQ(get(store->files(id, {})).rows[0].record_json, "");
  EXPECT_EQ(get(store->files(id, {.with_records = true})).rows[0].record_json, outcome.record_json);
}

TEST_P(StoreConformance, KnowsAFileOnlyInItsSession) {
  const SessionId id = begin_session();
  const SessionId other = begin_session();
  find(id, {"/r/a"});
  EXPECT_EQ(ask(store->file(other, id_of(id, "/r/a"))).error().code, Code::not_found);
  EXPECT_EQ(ask(store->file(id, FileId(1'000'000))).error().code, Code::not_found);
}

TEST_P(StoreConformance, TellsFailuresAfterAVersionInOrder) {
  const SessionId id = begin_session();
  Paths paths;
  for (int i = 0; i < 6; ++i) paths.push_back("/r/" + std::to_string(i));
  find(id, paths);
  const auto files = pending(id);
  // Outcomes arrive in another order than files were found.
  settle(id, {failed(files[5].id, 10), failed(files[0].id, 11), done(files[1].id, simple_record())});
  settle(id, {failed(files[3].id, 20), failed(files[2].id, 30)});
  const auto all = get(store->failures(id, 0, 100));
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].path, "/r/5");
  EXPECT_EQ(all[0].id, files[5].id);
  EXPECT_EQ(all[0].failure, (model::Failure{model::Stage::decode, Reason::corrupt, "broken"}));
  EXPECT_EQ(all[3].version, 30);
  const auto some = get(store->failures(id, 10, 2));
  ASSERT_EQ(some.size(), 2u);
  EXPECT_EQ(some[0].version, 11);
  EXPECT_EQ(some[1].version, 20);
  EXPECT_TRUE(get(store->failures(id, 30, 10)).empty());
  const auto newest = get(store->newest_failures(id, 3));
  ASSERT_EQ(newest.size(), 3u);
  EXPECT_EQ(newest[0].version, 11);
  EXPECT_EQ(newest[2].version, 30);
  const OlderFailures older = get(store->older_failures(id, 3));
  EXPECT_EQ(older.through, 10);
  EXPECT_EQ(older.count, 1u);
  EXPECT_EQ(get(store->older_failures(id, 1)).count, 3u);
  EXPECT_EQ(get(store->older_failures(id, 4)).through, 0);
}

}  // namespace
}  // namespace sluice::store
