#include <algorithm>

#include "model/record_json.h"
#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::KeywordType;
using model::SessionStatus;

model::Record with_keyword(const std::string& keyword, model::Record record) {
  record.keywords.push_back({keyword, 1.0, KeywordType::prompt});
  return record;
}

TEST_P(StoreConformance, CommitsARecordIntoEveryTable) {
  model::Record r = simple_record();
  r.file_type = model::FileType::video;
  r.technical.duration_s = 2.5;
  r.technical.frame_rate = 25;
  r.technical.has_alpha = false;
  r.prompt.negative_prompt = "dogs";
  r.prompt.seed = "18446744073709551615";
  r.prompt.steps = 20;
  r.prompt.cfg_scale = 7.5;
  r.prompt.positive_keywords = {{"a cat", 1.5}};
  r.prompt.loras = {{"fur", -0.5, "abc"}};
  r.camera.make = "Leica";
  r.camera.taken_at = r.created_at;
  r.camera.gps_lat = -12.25;
  r.keywords.push_back({"from the user", 1.0, KeywordType::user});
  r.keywords.push_back({"square", 1.0, KeywordType::automatic});
  r.keywords.push_back({"square", 1.0, KeywordType::automatic});
  r.score = 4;
  r.favourite = true;
  r.nsfw = model::Nsfw{
      .score = 0.75, .label = "Porn", .classes = {{"Neutral", 0.25}, {"Porn", 0.75}}, .model = "mobilenet_v2@4.4.0"};
  r.content_hash = "00112233445566778899aabbccddeeff";
  r.phash = "0123456789abcdef";
  r.raw["png"]["parameters"] = "a cat";
  r.provenance["prompt"] = "png:parameters / a1111@1";
  const SessionId id = begin_session();
  ingest(id, {"/r/sub/A.MP4"}, r);
  const auto tally = commit(id);
  EXPECT_EQ(tally, (model::CommitTally{.total = 1, .added = 1, .updated = 0, .failed = 0}));
  EXPECT_EQ(
      row("SELECT filename, directory, file_path, file_size, file_type, extension, score, favourite FROM media_files"),
      "A.MP4|/r/sub|/r/sub/A.MP4|100|video|.mp4|4|1");
  EXPECT_EQ(row("SELECT nsfw, nsfw_score, nsfw_label, nsfw_model, nsfw_model_version, nsfw_threshold FROM media_files"),
            "1|0.75|1|mobilenet_v2|4.4.0|0.5");
  EXPECT_EQ(row("SELECT media_file_id, phash, content_hash, file_mtime_ns, session_id, removed_at FROM media_files"),
            "null|0123456789abcdef|00112233445566778899aabbccddeeff|1700000000123456789|" + id.value() + "|null");
  EXPECT_EQ(row("SELECT original_created_at, created_at FROM media_files"),
            "2024-05-06 07:00:00.000000|" + to_iso8601(clock.wall()).replace(10, 1, " ").substr(0, 26));
  EXPECT_EQ(row("SELECT width, height, duration, frame_rate, color_mode, has_alpha, prompt, negative_prompt, seed, "
                "steps, cfg_scale "
                "FROM media_metadata"),
            "640|480|2.5|25.0|RGB|0|a cat, on a mat|dogs|18446744073709551615|20|7.5");
  EXPECT_EQ(
      row("SELECT positive_prompt_keywords, negative_prompt_keywords, loras, generator, camera_make, taken_at, "
          "gps_lat, lens "
          "FROM media_metadata"),
      R"([{"text":"a cat","weight":1.5E0}]|null|[{"name":"fur","weight":-5E-1}]|a1111|Leica|2024-05-06 07:00:00.000000|-12.25|null)");
  EXPECT_EQ(row("SELECT file_modified_at, metadata_extracted_at FROM media_metadata"),
            "2023-11-14 22:13:20.123456|2025-11-23 12:13:21.000000");
  const std::string raw = row("SELECT raw FROM media_metadata");
  EXPECT_NE(raw.find(R"("texts":{"png":{"parameters":"a cat"}})"), std::string::npos);
  EXPECT_NE(raw.find(R"("nsfw":{"label":"Porn","classes":{"Neutral":2.5E-1,"Porn":7.5E-1}})"), std::string::npos)
      << raw;
  EXPECT_EQ(backend->rows("SELECT keyword, keyword_type, confidence, source FROM media_keywords ORDER BY id"),
            (std::vector<std::string>{"a cat|prompt|1.0|a1111", "on a mat|prompt|1.2|a1111",
                                      "from the user|user|1.0|user", "square|auto|1.0|derived"}));
  EXPECT_EQ(row("SELECT date, count FROM daily_contributions"), "2024-05-06 00:00:00.000000|1");
  const FileRow file = all_files(id)[0];
  EXPECT_TRUE(file.committed);
  EXPECT_FALSE(file.commit_failure.has_value());
}

TEST_P(StoreConformance, NeverCallsAnUnscannedFileSafe) {
  const SessionId id = begin_session();
  ingest(id, {"/r/a.png"}, simple_record());
  commit(id);
  EXPECT_EQ(row("SELECT nsfw, nsfw_score, nsfw_label, nsfw_model, nsfw_model_version, nsfw_threshold FROM media_files"),
            "0|null|null|null|null|null");
}

TEST_P(StoreConformance, FallsBackToTheFilesTimeForItsDay) {
  model::Record record = simple_record();
  record.created_at.reset();
  const SessionId id = begin_session();
  ingest(id, {"/r/a.png", "/r/b.png"}, record);
  commit(id);
  EXPECT_EQ(row("SELECT date, count FROM daily_contributions"), "2023-11-14 00:00:00.000000|2");
}

TEST_P(StoreConformance, UpdatesARowAndKeepsWhatIsTheUsers) {
  model::Record first = simple_record();
  first.score = 5;
  first.favourite = true;
  first.nsfw = model::Nsfw{.score = 0.9, .label = "x", .classes = {}, .model = "m"};
  first.content_hash = "aa";
  const SessionId one = begin_session({.skip_existing = false});
  ingest(one, {"/r/a.png"}, first);
  commit(one);
  const std::string created = row("SELECT created_at FROM media_files");
  backend->execute(
      "INSERT INTO media_keywords (media_file_id, keyword, keyword_type) SELECT id, 'mine', 'user' FROM media_files");

  model::Record second = simple_record();  // no score, no favourite, no scan
  second.prompt.prompt = "a dog";
  second.keywords = {{"a dog", 1.0, KeywordType::prompt}};
  second.created_at = *second.created_at + std::chrono::days(1);
  clock.advance(std::chrono::hours(1));
  const SessionId two = begin_session({.skip_existing = false});
  ingest(two, {"/r/a.png"}, second);
  EXPECT_EQ(commit(two), (model::CommitTally{.total = 1, .added = 0, .updated = 1, .failed = 0}));
  EXPECT_EQ(row("SELECT score, favourite, nsfw, nsfw_score, content_hash, session_id FROM media_files"),
            "5|1|1|0.9|aa|" + two.value());
  EXPECT_EQ(row("SELECT created_at FROM media_files"), created);
  EXPECT_NE(row("SELECT updated_at FROM media_files"), created);
  EXPECT_EQ(row("SELECT prompt FROM media_metadata"), "a dog");
  EXPECT_EQ(backend->rows("SELECT keyword FROM media_keywords ORDER BY keyword"),
            (std::vector<std::string>{"a dog", "mine"}));
  EXPECT_EQ(backend->rows("SELECT date FROM daily_contributions WHERE count > 0"),
            (std::vector<std::string>{"2024-05-07 00:00:00.000000"}));
}

TEST_P(StoreConformance, ForgetsAScanOfOtherBytes) {
  model::Record first = simple_record();
  first.nsfw = model::Nsfw{.score = 0.9, .label = "x", .classes = {}, .model = "m"};
  const SessionId one = begin_session();
  ingest(one, {"/r/a.png"}, first);
  commit(one);
  const SessionId two = begin_session();
  Batch batch;
  batch.found = {{.path = "/r/a.png", .size = 200, .mtime_ns = 5}};
  stage(two, batch);
  settle(two, {done(pending(two)[0].id, simple_record())});
  commit(two);
  EXPECT_EQ(row("SELECT nsfw, nsfw_score, nsfw_label FROM media_files"), "0|null|null");
}

TEST_P(StoreConformance, LosesOnlyTheFileThatCannotBeWritten) {
  backend->refuse_keyword("poison");
  const SessionId id = begin_session();
  ingest(id, {"/r/1", "/r/2", "/r/3"}, simple_record());
  ingest(id, {"/r/bad"}, with_keyword("poison", simple_record()));
  ingest(id, {"/r/4"}, simple_record());
  find(id, {"/r/torn"});
  model::FileOutcome torn = done(id_of(id, "/r/torn"), simple_record());
  torn.record_json.resize(torn.record_json.size() / 2);
  settle(id, {torn});
  find(id, {"/r/failed", "/r/waiting"});
  settle(id, {failed(id_of(id, "/r/failed"), 3)});
  get(store->skip_pending(id, {.status = SessionStatus::cancelled}));

  EXPECT_EQ(get(store->begin_commit(id, {.version = 77})).total, 6u);
  EXPECT_EQ(session(id).status, SessionStatus::committing);
  EXPECT_EQ(session(id).version, 77);
  const CommitChunk chunk = get(store->commit_chunk(id, 100, {.version = 78}));
  EXPECT_EQ(session(id).version, 78);
  EXPECT_TRUE(chunk.finished);
  EXPECT_EQ(chunk.tally, (model::CommitTally{.total = 6, .added = 4, .updated = 0, .failed = 2}));
  ASSERT_EQ(chunk.failures.size(), 2u);
  EXPECT_EQ(chunk.failures[0].first, "/r/bad");
  EXPECT_EQ(chunk.failures[0].second.stage, model::Stage::commit);
  EXPECT_EQ(chunk.failures[0].second.reason, model::Reason::internal);
  EXPECT_EQ(chunk.failures[1].first, "/r/torn");
  EXPECT_EQ(chunk.failures[1].second.reason, model::Reason::corrupt);
  EXPECT_EQ(row("SELECT count(*) FROM media_files"), "4");
  EXPECT_EQ(row("SELECT sum(count) FROM daily_contributions"), "4");
  EXPECT_EQ(row("SELECT count(*) FROM media_keywords"), "8");
  const FileRow bad = get(store->file(id, id_of(id, "/r/bad")));
  EXPECT_FALSE(bad.committed);
  EXPECT_EQ(bad.commit_failure, chunk.failures[0].second);
  const auto listed = get(store->commit_failures(id, 1));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].path, "/r/torn");
  EXPECT_EQ(listed[0].version, 0);
  EXPECT_EQ(listed[0].at, clock.wall());
  EXPECT_EQ(get(store->commit_failures(id, 10))[0].path, "/r/bad");
  const auto found = [&](FileQuery query) {
    std::string out;
    for (const FileRow& file : all_files(id, query)) out += file.path + " ";
    EXPECT_EQ(get(store->count_files(id, query)), static_cast<std::uint64_t>(std::ranges::count(out, ' ')));
    return out;
  };
  EXPECT_EQ(found({.commit_failed = true}), "/r/bad /r/torn ");
  EXPECT_EQ(found({.text = "oRn", .included = true, .commit_failed = true}), "/r/torn ");
  EXPECT_EQ(found({.keyword = "poison", .commit_failed = true, .limit = 1}), "/r/bad ");
  EXPECT_EQ(found({.included = false, .commit_failed = true}), "");
  EXPECT_EQ(found({.state = model::FileState::skipped, .commit_failed = true}), "");
  EXPECT_EQ(found({.commit_failed = false}), "/r/1 /r/2 /r/3 /r/4 ");
  EXPECT_EQ(get(store->editable(id, {.commit_failed = true})).size(), 2u);
  expect_tally_matches_entries(id);
}

TEST_P(StoreConformance, TriesAgainWhatFailedInTheLastCommit) {
  backend->refuse_keyword("poison");
  const SessionId id = begin_session();
  ingest(id, {"/r/1", "/r/2"}, simple_record());
  ingest(id, {"/r/bad"}, with_keyword("poison", simple_record()));
  EXPECT_EQ(commit(id, 1).failed, 1u);
  change_status(id, SessionStatus::commit_error);
  EXPECT_EQ(get(store->begin_commit(id, {})), (model::CommitTally{.total = 1, .added = 0, .updated = 0, .failed = 0}));
  EXPECT_TRUE(get(store->commit_failures(id, 10)).empty());
  EXPECT_TRUE(all_files(id, {.commit_failed = true}).empty());
  commit_all_chunks(id, 10);
  EXPECT_EQ(session(id).commit.failed, 1u);
  EXPECT_EQ(get(store->commit_failures(id, 10)).size(), 1u);
}

TEST_P(StoreConformance, GoesOnWithACommitThatWasCutOff) {
  backend->refuse_keyword("poison");
  const SessionId id = begin_session();
  std::vector<std::string> paths;
  for (int i = 0; i < 10; ++i) paths.push_back("/r/" + std::to_string(i));
  ingest(id, {"/r/bad"}, with_keyword("poison", simple_record()));
  ingest(id, paths, simple_record());
  change_status(id, SessionStatus::completed);
  get(store->begin_commit(id, {}));
  const auto before = get(store->commit_chunk(id, 4, {})).tally;
  EXPECT_EQ(before, (model::CommitTally{.total = 11, .added = 3, .updated = 0, .failed = 1}));
  kill_and_reopen();
  EXPECT_EQ(session(id).status, SessionStatus::committing);
  EXPECT_EQ(get(store->begin_commit(id, {})), before);
  const CommitChunk next = get(store->commit_chunk(id, 4, {}));
  EXPECT_TRUE(next.failures.empty());  // what failed is not tried again
  EXPECT_FALSE(next.finished);
  kill_and_reopen();
  commit_all_chunks(id, 4);  // and without begin_commit
  EXPECT_EQ(session(id).commit, (model::CommitTally{.total = 11, .added = 10, .updated = 0, .failed = 1}));
  EXPECT_EQ(row("SELECT count(*) FROM media_files"), "10");
  EXPECT_EQ(row("SELECT sum(count) FROM daily_contributions"), "10");
}

TEST_P(StoreConformance, CommitsOnlyWhereItIsAllowed) {
  const SessionId id = begin_session();
  for (const auto status : {SessionStatus::starting, SessionStatus::processing, SessionStatus::paused,
                            SessionStatus::error, SessionStatus::committed}) {
    change_status(id, status);
    EXPECT_EQ(ask(store->begin_commit(id, {})).error().code, Code::conflict);
    EXPECT_EQ(ask(store->commit_chunk(id, 1, {})).error().code, Code::conflict);
  }
  for (const auto status :
       {SessionStatus::completed, SessionStatus::cancelled, SessionStatus::commit_error, SessionStatus::undone}) {
    change_status(id, status);
    EXPECT_TRUE(ask(store->begin_commit(id, {})).has_value());
  }
  EXPECT_TRUE(get(store->commit_chunk(id, 1, {})).finished);  // nothing to do
}

TEST_P(StoreConformance, WritesNamesThatAreNotUtf8Escaped) {
  const SessionId id = begin_session();
  ingest(id, {"/r/d\xFF/caf\xE9.JPG", "/r/d\\xFF/caf\\xE9.JPG"}, simple_record());
  EXPECT_EQ(commit(id).failed, 1u);  // two names that would be written the same
  EXPECT_EQ(row("SELECT file_path, directory, filename, extension FROM media_files"),
            R"(/r/d\xFF/caf\xE9.JPG|/r/d\xFF|caf\xE9.JPG|.jpg)");
  EXPECT_EQ(get(store->catalogued_in({"/r/d\xFF"}))[0], 1u);
}

TEST_P(StoreConformance, CountsTheCataloguedFilesOfFolders) {
  const SessionId id = begin_session();
  ingest(id, {"/r/a.png", "/r/b.png", "/r/sub/c.png", "/r/sub/d/e.png", "/top.png"}, simple_record());
  EXPECT_EQ(get(store->catalogued_in({"/r"})), (FolderCounts{0}));
  commit(id);
  EXPECT_EQ(get(store->catalogued_in({"/r", "/r/sub/", "/nowhere", "/", "/r/sub/d"})), (FolderCounts{2, 1, 0, 1, 1}));
  backend->execute("UPDATE media_files SET removed_at = '2025-01-01 00:00:00.000000' WHERE filename = 'a.png'");
  EXPECT_EQ(get(store->catalogued_in({"/r"})), (FolderCounts{1}));
  EXPECT_TRUE(get(store->catalogued_in({})).empty());
}

TEST_P(StoreConformance, KeepsNulOutOfTheCatalogue) {
  model::Record record = simple_record();
  record.prompt.prompt = std::string("a\0b", 3);
  const SessionId id = begin_session();
  ingest(id, {"/r/a.png"}, record);
  commit(id);
  EXPECT_EQ(row("SELECT prompt FROM media_metadata"),
            "a\xEF\xBF\xBD"
            "b");
}

TEST_P(StoreConformance, ListsTheThumbnailsThatARunMade) {
  const std::string key = "00112233445566778899aabbccddeeff";
  const auto ingest_with = [&](const SessionId& id, const std::string& path, const std::string& content_key) {
    find(id, {path});
    model::FileOutcome outcome = done(id_of(id, path), simple_record());
    outcome.summary.content_key = content_key;
    settle(id, {std::move(outcome)});
  };
  const std::string all =
      "SELECT media_file_id, thumbnail_size, mime_type, file_path FROM media_thumbnails ORDER BY id";

  const SessionId one = begin_session({.skip_existing = false, .pixels = true});
  ingest_with(one, "/r/a.png", key);
  ingest_with(one, "/r/unread.png", "");
  ingest_with(one, "/r/odd.png", "../../not a key");
  commit(one);
  const std::vector<std::string> kept{"1|256|image/jpeg|thumbnails/00/" + key + "-256.jpg"};
  EXPECT_EQ(backend->rows(all), kept);
  EXPECT_EQ(row("SELECT created_at = (SELECT created_at FROM media_files WHERE id = 1) FROM media_thumbnails"), "1");

  const SessionId two = begin_session({.skip_existing = false, .pixels = false});
  ingest_with(two, "/r/a.png", key);
  ingest_with(two, "/r/unread.png", "s" + key);
  commit(two);
  EXPECT_EQ(backend->rows(all), kept) << "no thumbnails were made, and the bytes are the same";

  const SessionId three = begin_session({.skip_existing = false, .pixels = true});
  ingest_with(three, "/r/a.png", "s" + key);
  commit(three);
  EXPECT_EQ(backend->rows(all), std::vector<std::string>{"1|256|image/jpeg|thumbnails/s0/s" + key + "-256.jpg"})
      << "one row for a file and a size";
}

TEST_P(StoreConformance, ForgetsTheThumbnailOfOtherBytesButNotAnotherPrograms) {
  const SessionId one = begin_session({.skip_existing = false, .pixels = true});
  find(one, {"/r/a.png"});
  model::FileOutcome outcome = done(id_of(one, "/r/a.png"), simple_record());
  outcome.summary.content_key = "00112233445566778899aabbccddeeff";
  settle(one, {outcome});
  commit(one);
  backend->execute(
      "INSERT INTO media_thumbnails (media_file_id, thumbnail_size, mime_type, file_path) "
      "VALUES (1, 64, 'image/webp', 'small/1.webp')");
  const SessionId two = begin_session({.skip_existing = false, .pixels = false});
  Batch batch;
  batch.found = {{.path = "/r/a.png", .size = 200, .mtime_ns = 5}};
  stage(two, batch);
  settle(two, {done(pending(two)[0].id, simple_record())});
  commit(two);
  EXPECT_EQ(row("SELECT file_path FROM media_thumbnails"), "small/1.webp");
}

TEST_P(StoreConformance, TellsWhereAFileOfTheCatalogueLies) {
  const std::string key = "00112233445566778899aabbccddeeff";
  EXPECT_EQ(ask(store->media_file(MediaId(1))).error().code, Code::not_found);
  model::Record hashed = simple_record();
  hashed.content_hash = key;
  const SessionId id = begin_session({.pixels = true});
  ingest(id, {"/r/a\xFF.png"}, hashed);
  find(id, {"/r/sampled.png"});
  model::FileOutcome sampled = done(id_of(id, "/r/sampled.png"), simple_record());
  sampled.summary.content_key = "s" + key;
  settle(id, {std::move(sampled)});
  commit(id);
  backend->execute(
      "INSERT INTO media_files (filename, directory, file_path) VALUES ('b.png', '/other', '/other/b.png')");

  const MediaFile first = get(store->media_file(MediaId(1)));
  EXPECT_EQ(first.path, "/r/a\xFF.png");
  EXPECT_EQ(first.size, 100u);
  EXPECT_EQ(first.mtime_ns, 1'700'000'000'123'456'789);
  EXPECT_EQ(first.content_key, key);
  EXPECT_EQ(get(store->media_file(MediaId(2))).content_key, "s" + key);
  const MediaFile other = get(store->media_file(MediaId(3)));
  EXPECT_EQ(other.path, "/other/b.png");
  EXPECT_EQ(other.size, std::nullopt);
  EXPECT_EQ(other.mtime_ns, std::nullopt);
  EXPECT_EQ(other.content_key, "");
}

}  // namespace
}  // namespace sluice::store
