// The review: what the user narrows a session to, sets on its files, and is told of them before a commit.

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileChange;
using model::FileState;
using model::NsfwLabel;
using model::Reason;
using model::SessionStatus;

model::Record made_by(const std::string& generator, const std::string& model, std::optional<double> score,
                      std::vector<std::string> keywords) {
  model::Record record;
  record.format = "png";
  record.prompt.generator = generator;
  record.prompt.model_name = model;
  record.score = score;
  for (auto& keyword : keywords) record.keywords.push_back({.text = std::move(keyword)});
  return record;
}

std::string names(const std::vector<FileRow>& rows) {
  std::string out;
  for (const FileRow& row : rows) out += row.path.substr(3);
  return out;
}

ScoreSet scores(std::initializer_list<std::optional<double>> list) {
  ScoreSet out;
  for (const auto& score : list) out.add(score_step(score));
  return out;
}

std::string listed(const std::vector<FacetValue>& values) {
  std::string out;
  for (const auto& [value, files] : values) out += (value.empty() ? "-" : value) + "=" + std::to_string(files) + " ";
  return out;
}

}  // namespace

// /r/1…/r/5 read, /r/6 failed, /r/7 pending.
SessionId StoreConformance::begin_review() {
  const SessionId id = begin_session();
  find(id, {"/r/1", "/r/2", "/r/3", "/r/4", "/r/5", "/r/6", "/r/7"});
  const auto files = pending(id);
  settle(id, {done(files[0].id, made_by("a1111", "flux", 4, {"Red Hat", "cat"})),
              done(files[1].id, made_by("a1111", "sdxl", 3.6, {"cats"})),
              done(files[2].id, made_by("comfyui", "flux", -1, {})), done(files[3].id, made_by("", "", {}, {"cat"})),
              done(files[4].id, made_by("", "flux", 0, {"caf\xC3\xA9"})), failed(files[5].id, 1, Reason::timeout)});
  return id;
}

TEST_P(StoreConformance, FiltersFilesThatWereReadByWhatWasReadOfThem) {
  const SessionId id = begin_review();
  const auto found = [&](FileQuery query) {
    query.limit = 1;  // in pages
    const std::string out = names(all_files(id, query));
    EXPECT_EQ(get(store->count_files(id, query)), out.size());
    return out;
  };
  EXPECT_EQ(found({.generator = "a1111"}), "12");
  EXPECT_EQ(found({.generator = ""}), "45") << "of files that were read";
  EXPECT_EQ(found({.model = "flux"}), "135");
  EXPECT_EQ(found({.generator = "", .model = "flux"}), "5");
  EXPECT_EQ(found({.generator = "A1111"}), "") << "exactly";
  EXPECT_EQ(found({.scores = scores({4})}), "12") << "to the nearest whole number";
  EXPECT_EQ(found({.scores = scores({-1, 0})}), "35");
  EXPECT_EQ(found({.scores = scores({std::nullopt})}), "4");
  EXPECT_EQ(found({.keyword = "cat"}), "14");
  EXPECT_EQ(found({.keyword = "RED hat"}), "1");
  EXPECT_EQ(found({.keyword = "ca"}), "");
  EXPECT_EQ(found({.text = "CAT"}), "124") << "part of a keyword";
  EXPECT_EQ(found({.text = "/r/"}), "1234567");
  EXPECT_EQ(found({.text = "caf\xC3\xA9"}), "5");
  EXPECT_EQ(found({.text = "cat", .generator = "a1111", .keyword = "red hat"}), "1");
  EXPECT_EQ(found({.state = FileState::failed, .keyword = "cat"}), "");
  EXPECT_EQ(found({.reason = Reason::timeout}), "6");
  EXPECT_EQ(found({.reason = Reason::timeout, .text = "6"}), "6");
  EXPECT_EQ(found({.change = FileChange::added}), "12345");
  EXPECT_EQ(found({.change = FileChange::moved}), "");
  EXPECT_EQ(found({.included = true}), "12345");
  EXPECT_EQ(found({.included = false}), "");
}

TEST_P(StoreConformance, SkipsAnyNumberOfMatchingFiles) {
  const SessionId id = begin_review();
  const auto page = [&](std::uint64_t offset, FileQuery query = {}) {
    query.offset = offset;
    query.limit = 2;
    return names(get(store->files(id, query)).rows);
  };
  EXPECT_EQ(page(0), "12");
  EXPECT_EQ(page(3), "45");
  EXPECT_EQ(page(6), "7");
  EXPECT_EQ(page(7), "");
  EXPECT_EQ(page(1'000'000'000), "");
  EXPECT_EQ(page(1, {.model = "flux"}), "35");
  EXPECT_EQ(page(4, {.state = FileState::done}), "5");
}

TEST_P(StoreConformance, SetsWhatTheUserSetsAndGoesBackToWhatWasRead) {
  const SessionId id = begin_review();
  const FileId first = id_of(id, "/r/1");
  EditResult result = get(store->edit(id, {first}, {.included = false, .score = 5, .nsfw = true}, {.version = 50}));
  EXPECT_EQ(result.matched, 1u);
  EXPECT_EQ(result.changed, 1u);
  EXPECT_EQ(result.edits, 1u);
  EXPECT_EQ(result.tally.nsfw_detected, 1u);
  expect_tally_matches_entries(id);
  kill_and_reopen();
  FileRow row = get(store->file(id, first));
  EXPECT_FALSE(row.included);
  EXPECT_EQ(row.score(), 5.0);
  EXPECT_EQ(row.summary.score, 4.0) << "what was read stays";
  EXPECT_EQ(row.nsfw(0.5), true);
  EXPECT_EQ(session(id).edits, 1u);
  EXPECT_EQ(session(id).version, 50);
  EXPECT_EQ(names(all_files(id, {.included = false})), "1");
  EXPECT_EQ(names(all_files(id, {.scores = scores({5})})), "1") << "filters go by what holds";
  EXPECT_EQ(names(all_files(id, {.label = NsfwLabel::nsfw})), "1");
  result = get(store->edit(id, {first}, {.score = std::optional<double>(), .nsfw = std::optional<bool>()}, {}));
  row = get(store->file(id, first));
  EXPECT_EQ(row.score(), 4.0);
  EXPECT_EQ(row.nsfw(0.5), std::nullopt);
  EXPECT_FALSE(row.included) << "not asked for";
  EXPECT_EQ(result.tally.nsfw_detected, 0u);
}

TEST_P(StoreConformance, TellsNobodyOfAnEditThatChangesNothing) {
  const SessionId id = begin_review();
  const auto before = session(id);
  const EditResult result = get(store->edit(id, {id_of(id, "/r/1")}, {.included = true}, {.version = 99}));
  EXPECT_EQ(result.matched, 1u);
  EXPECT_EQ(result.changed, 0u);
  EXPECT_EQ(session(id).version, before.version);
  EXPECT_EQ(session(id).edits, 0u);
}

TEST_P(StoreConformance, EditsOnlyFilesThatWereReadAndAreNotCommitted) {
  const SessionId id = begin_review();
  EXPECT_EQ(get(store->editable(id, {})).size(), 5u);
  EXPECT_EQ(get(store->editable(id, {.state = FileState::failed})).size(), 0u);
  EXPECT_EQ(get(store->editable(id, {.keyword = "cat"})).size(), 2u);
  EXPECT_EQ(get(store->editable(id, {.limit = 3})).size(), 3u);
  EXPECT_EQ(get(store->editable(id, {.after = id_of(id, "/r/4")})), (std::vector{id_of(id, "/r/5")}));
  const SessionId other = begin_session();
  const auto everything = get(store->edit(
      id, {id_of(id, "/r/6"), id_of(id, "/r/7"), FileId(1'000'000), id_of(id, "/r/2")}, {.included = false}, {}));
  EXPECT_EQ(everything.matched, 1u);
  EXPECT_EQ(get(store->edit(other, {id_of(id, "/r/1")}, {.included = false}, {})).matched, 0u);
  settle(id, {failed(id_of(id, "/r/7"), 2)});
  commit(id);
  EXPECT_EQ(ask(store->edit(id, {id_of(id, "/r/1")}, {.score = 1}, {})).error().code, Code::conflict);
  change_status(id, SessionStatus::commit_error);
  EXPECT_EQ(get(store->editable(id, {})), (std::vector{id_of(id, "/r/2")}));
  EXPECT_EQ(get(store->edit(id, {id_of(id, "/r/1")}, {.score = 1}, {})).matched, 0u) << "it is in the catalogue";
  change_status(id, SessionStatus::committing);
  EXPECT_EQ(ask(store->edit(id, {}, {.score = 1}, {})).error().code, Code::conflict);
}

TEST_P(StoreConformance, CommitsTheUsersScoreAndLabelAndLeavesOutWhatIsExcluded) {
  const SessionId id = begin_review();
  get(store->edit(id, {id_of(id, "/r/1")}, {.score = 5, .nsfw = true}, {}));
  get(store->edit(id, {id_of(id, "/r/2")}, {.nsfw = false}, {}));
  get(store->edit(id, {id_of(id, "/r/5")}, {.included = false}, {}));
  settle(id, {failed(id_of(id, "/r/7"), 2)});
  const CommitPlan plan = get(store->commit_plan(id));
  EXPECT_EQ(plan.added, 4u);
  EXPECT_EQ(plan.updated, 0u);
  EXPECT_EQ(plan.excluded, 1u);
  EXPECT_EQ(plan.committed, 0u);
  EXPECT_EQ(plan.tally.failed, 2u);
  EXPECT_EQ(commit(id).committed(), 4u);
  EXPECT_EQ(row("SELECT score, nsfw, nsfw_label, nsfw_score FROM media_files WHERE filename = '1'"), "5|1|1|null");
  EXPECT_EQ(row("SELECT nsfw, nsfw_label FROM media_files WHERE filename = '2'"), "0|0");
  EXPECT_EQ(row("SELECT nsfw, nsfw_label FROM media_files WHERE filename = '3'"), "0|null");
  EXPECT_EQ(get(store->commit_plan(id)).committed, 4u);
  EXPECT_EQ(get(store->commit_plan(id)).added, 0u);
}

TEST_P(StoreConformance, KeepsAnEarlierScanUnderTheUsersLabel) {
  model::Record record = simple_record();
  record.nsfw = model::Nsfw{.score = 0.75, .label = "x", .classes = {}, .model = "m@1"};
  const SessionId first = begin_session();
  ingest(first, {"/r/a"}, record);
  commit(first);
  const SessionId second = begin_session({.skip_existing = false});
  ingest(second, {"/r/a"}, simple_record());
  get(store->edit(second, {id_of(second, "/r/a")}, {.nsfw = false}, {}));
  EXPECT_EQ(get(store->commit_plan(second)).updated, 1u);
  commit(second);
  EXPECT_EQ(row("SELECT nsfw, nsfw_label, nsfw_score, nsfw_model FROM media_files"), "0|0|0.75|m");
}

TEST_P(StoreConformance, PlansToTryAgainWhatFailedInTheLastCommit) {
  backend->refuse_keyword("cats");
  const SessionId id = begin_review();
  settle(id, {failed(id_of(id, "/r/7"), 2)});
  commit(id);
  const CommitPlan plan = get(store->commit_plan(id));
  EXPECT_EQ(plan.added, 1u);
  EXPECT_EQ(plan.committed, 4u);
}

TEST_P(StoreConformance, CountsFilesByEverythingTheyCanBeFilteredBy) {
  const SessionId id = begin_review();
  get(store->edit(id, {id_of(id, "/r/3")}, {.included = false, .score = 5, .nsfw = true}, {}));
  const Facets f = get(store->facets(id));
  EXPECT_EQ(f.pending, 1u);
  EXPECT_EQ(f.done, 5u);
  EXPECT_EQ(f.failed, 1u);
  EXPECT_EQ(f.skipped, 0u);
  EXPECT_EQ(f.reasons, (std::vector{std::pair(Reason::timeout, std::uint64_t{1})}));
  EXPECT_EQ(f.labels.nsfw, 1u);
  EXPECT_EQ(f.labels.unknown, 4u);
  EXPECT_EQ(f.changes[static_cast<std::size_t>(FileChange::added)], 5u);
  EXPECT_EQ(f.scores, (std::array<std::uint64_t, kScoreSteps>{0, 1, 0, 0, 0, 2, 1, 1}));
  EXPECT_EQ(listed(f.generators), "-=2 a1111=2 comfyui=1 ");
  EXPECT_EQ(listed(f.models), "flux=3 -=1 sdxl=1 ");
  EXPECT_EQ(listed(f.keywords), "cat=2 caf\xC3\xA9=1 cats=1 red hat=1 ");
  EXPECT_EQ(f.excluded, 1u);
  EXPECT_EQ(ask(store->facets(random_session_id())).error().code, Code::not_found);
}

TEST_P(StoreConformance, CountsWhatAThresholdWouldFlipButNothingTheUserLabelled) {
  const SessionId id = begin_scored_session();  // 0, 0.25 … 1 at 0.5, two unscanned
  NsfwCount count = get(store->nsfw_count(id, 0.2));
  EXPECT_EQ(count.to_nsfw, 1u);
  EXPECT_EQ(count.to_safe, 0u);
  count = get(store->nsfw_count(id, 0.8));
  EXPECT_EQ(count.to_nsfw, 0u);
  EXPECT_EQ(count.to_safe, 2u);
  get(store->edit(id, {id_of(id, "/r/2"), id_of(id, "/r/5")}, {.nsfw = false}, {}));
  count = get(store->nsfw_count(id, 0.8));
  EXPECT_EQ(count.nsfw, 1u);
  EXPECT_EQ(count.safe, 5u);
  EXPECT_EQ(count.unknown, 1u);
  EXPECT_EQ(count.to_safe, 1u);
  EXPECT_EQ(get(store->nsfw_count(id, 0.5)).to_safe, 0u);
  EXPECT_EQ(names(all_files(id, {.label = NsfwLabel::safe})), "0125");
  EXPECT_EQ(get(store->set_nsfw_threshold(id, 0.0, {})).nsfw_detected, 4u);
  expect_tally_matches_entries(id);
}

TEST_P(StoreConformance, ForgetsTheWordsOfARemovedSession) {
  const SessionId id = begin_review();
  change_status(id, SessionStatus::completed);
  get(store->remove_session(id));
  reopen();
  get(store->create_session({.id = random_session_id(), .started_at = clock.wall()}));  // after the sweeping
  while (row("SELECT count(*) FROM ingest_removed") != "0") get(store->catalogued_in({"/"}));
  EXPECT_EQ(row("SELECT count(*) FROM ingest_words"), "0");
}

}  // namespace sluice::store
