#include <algorithm>
#include <stdexcept>

#include "model/record_json.h"
#include "store/conformance_test.h"

namespace sluice::store {
using model::SessionStatus;

// An implementation that is not built has no tests.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreConformance);

StoreConformance::StoreConformance() : backend(GetParam().make()), store(backend->open(clock)) {}

void StoreConformance::reopen() {
  store.reset();
  store = backend->open(clock);
}

void StoreConformance::kill_and_reopen() {
  backend->kill();
  reopen();
}

SessionId StoreConformance::begin_session(model::Parameters parameters) {
  if (parameters.directories.empty()) parameters.directories = {"/r"};
  clock.advance(std::chrono::seconds(1));
  model::Session session{
      .id = random_session_id(), .status = SessionStatus::processing, .parameters = std::move(parameters)};
  session.started_at = clock.wall();
  get(store->create_session(session));
  return session.id;
}

StageResult StoreConformance::stage(const SessionId& id, Batch batch, std::int64_t first_failure_version) {
  StageResult result = get(store->stage(id, batch, first_failure_version));
  EXPECT_EQ(result.tally, session(id).tally);
  expect_tally_matches_entries(id);
  return result;
}

StageResult StoreConformance::find(const SessionId& id, const std::vector<std::string>& paths) {
  Batch batch;
  for (const std::string& path : paths)
    batch.found.push_back({.path = path, .size = 100, .mtime_ns = 1'700'000'000'123'456'789, .inode = 7});
  return stage(id, std::move(batch));
}

StageResult StoreConformance::settle(const SessionId& id, std::vector<model::FileOutcome> outcomes) {
  return stage(id, {.found = {}, .outcomes = std::move(outcomes), .change = {}});
}

std::vector<FileRow> StoreConformance::all_files(const SessionId& id, FileQuery query) {
  std::vector<FileRow> out;
  for (;;) {
    FilePage page = get(store->files(id, query));
    std::ranges::move(page.rows, std::back_inserter(out));
    if (!page.next) return out;
    query.after = *page.next;
  }
}

FileId StoreConformance::id_of(const SessionId& id, const std::string& path) {
  for (const FileRow& row : all_files(id)) {
    if (row.path == path) return row.id;
  }
  throw std::runtime_error("no entry " + path);
}

void StoreConformance::ingest(const SessionId& id, const std::vector<std::string>& paths, const model::Record& record) {
  find(id, paths);
  std::vector<model::FileOutcome> outcomes;
  for (const auto& file : pending(id)) {
    if (std::ranges::find(paths, file.path) != paths.end()) outcomes.push_back(done(file.id, record));
  }
  settle(id, std::move(outcomes));
}

void StoreConformance::change_status(const SessionId& id, SessionStatus status) {
  get(store->change_session(id, {.status = status}));
}

void StoreConformance::commit_all_chunks(const SessionId& id, std::uint32_t chunk) {
  for (bool finished = false; !finished;) {
    const CommitChunk part = get(store->commit_chunk(id, chunk, {}));
    EXPECT_EQ(part.tally, session(id).commit);
    EXPECT_LE(part.tally.settled(), part.tally.total);
    finished = part.finished;
  }
}

model::CommitTally StoreConformance::commit(const SessionId& id, std::uint32_t chunk) {
  change_status(id, SessionStatus::completed);
  get(store->begin_commit(id, {.status = SessionStatus::committing}));
  commit_all_chunks(id, chunk);
  const model::CommitTally tally = session(id).commit;
  EXPECT_EQ(tally.settled(), tally.total);
  change_status(id, tally.failed ? SessionStatus::commit_error : SessionStatus::committed);
  return tally;
}

// model::Tally's promises, and every count recounted from the entries.
SessionId StoreConformance::begin_cancelled() {
  const SessionId id = begin_session();
  Batch found;
  for (std::size_t i = 0; i < kLeft + 2; ++i)
    found.found.push_back({.path = "/r/" + std::to_string(i), .size = 100, .mtime_ns = 5});
  get(store->stage(id, found, 1));
  const auto files = get(store->pending(id, FileId(), 2));
  const Batch outcomes{
      .found = {}, .outcomes = {done(files[0].id, simple_record()), failed(files[1].id, 3)}, .change = {}};
  get(store->stage(id, outcomes, 1));
  const auto tally = get(store->skip_pending(id, {.status = model::SessionStatus::cancelled, .discovering = false}));
  EXPECT_EQ(tally.cancelled, kLeft);
  return id;
}

void StoreConformance::expect_left_skipped(const SessionId& id) {
  EXPECT_EQ(get(store->count_files(id, {.state = model::FileState::pending})), 0u);
  EXPECT_EQ(get(store->count_files(id, {.state = model::FileState::skipped})), kLeft);
  EXPECT_TRUE(pending(id).empty());
  const Facets facets = get(store->facets(id));
  EXPECT_EQ(facets.pending, 0u);
  EXPECT_EQ(facets.skipped, kLeft);
  expect_tally_matches_entries(id);
}

void StoreConformance::expect_tally_matches_entries(const SessionId& id) {
  const model::Session s = session(id);
  model::Tally counted;
  std::uint64_t waiting = 0;
  for (const FileRow& row : all_files(id)) {
    ++counted.discovered;
    switch (row.state) {
      case model::FileState::pending:
      case model::FileState::running:
        ++waiting;
        break;
      case model::FileState::failed:
        ++counted.failed;
        break;
      case model::FileState::skipped:
        ++(row.skipped_existing ? counted.skipped_existing : counted.cancelled);
        break;
      case model::FileState::done:
        ++counted.processed;
        counted.metadata_extracted += row.summary.metadata_extracted ? 1 : 0;
        counted.keywords_added += row.summary.keyword_count;
        counted.scores_imported += row.summary.score_imported ? 1 : 0;
        counted.nsfw_detected += row.nsfw(s.parameters.nsfw_threshold).value_or(false) ? 1 : 0;
        break;
    }
  }
  counted.bytes_done = s.tally.bytes_done;  // entries do not keep it
  EXPECT_EQ(s.tally, counted);
  EXPECT_EQ(s.tally.pending(), waiting);
  EXPECT_EQ(s.tally.total(), s.tally.pending() + s.tally.processed + s.tally.failed + s.tally.cancelled);
}

std::string StoreConformance::row(const std::string& sql) {
  const auto rows = backend->rows(sql);
  EXPECT_EQ(rows.size(), 1u) << sql;
  return rows.empty() ? "" : rows.front();
}

model::FileOutcome StoreConformance::done(FileId id, const model::Record& record) {
  model::FileOutcome out{.id = id, .failure = std::nullopt, .bytes = 100, .summary = model::summarise(record, true)};
  out.summary.content_key = record.content_hash;
  out.at = WallTime(std::chrono::seconds(1'763'900'001));
  out.record_json = model::to_json(record);
  return out;
}

model::FileOutcome StoreConformance::failed(FileId id, std::int64_t version, model::Reason reason) {
  model::FileOutcome out{
      .id = id, .failure = model::Failure{model::Stage::decode, reason, "broken"}, .failure_version = version};
  out.at = WallTime(std::chrono::seconds(1'763'900'002));
  return out;
}

model::Record StoreConformance::simple_record() {
  model::Record record;
  record.format = "png";
  record.file_size = 100;
  record.technical.width = 640;
  record.technical.height = 480;
  record.technical.color_mode = "RGB";
  record.prompt.generator = "a1111";
  record.prompt.prompt = "a cat, on a mat";
  record.keywords = {{"a cat", 1.0, model::KeywordType::prompt}, {"on a mat", 1.2, model::KeywordType::prompt}};
  record.created_at = WallTime(std::chrono::sys_days(std::chrono::year(2024) / 5 / 6)) + std::chrono::hours(7);
  return record;
}

}  // namespace sluice::store
