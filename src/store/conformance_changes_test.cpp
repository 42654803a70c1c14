// What a file that has been read is to the catalogue and to its session.

#include "store/conformance_test.h"

namespace sluice::store {
namespace {
using model::FileChange;

const std::string kContent = "0123456789abcdef0123456789abcdef";
const std::string kOther = "fedcba9876543210fedcba9876543210";

model::Record with_content(const std::string& hash, model::Record record) {
  record.content_hash = hash;
  return record;
}

std::string shown(const FileRow& row) {
  return row.path + " " + std::string(row.change ? name(*row.change) : "-") +
         (row.same_as.empty() ? "" : " = " + row.same_as);
}

}  // namespace

TEST_P(StoreConformance, ComparesAPathWithWhatTheCatalogueHas) {
  const SessionId first = begin_session();
  ingest(first, {"/r/same", "/r/other", "/r/unhashed"}, with_content(kContent, simple_record()));
  commit(first);
  backend->execute("UPDATE media_files SET content_hash = NULL WHERE filename = 'unhashed'");
  const SessionId id = begin_session({.skip_existing = false});
  find(id, {"/r/same", "/r/other", "/r/unhashed", "/r/sampled", "/r/failed"});
  const auto files = pending(id);
  settle(id, {done(files[0].id, with_content(kContent, simple_record())),
              done(files[1].id, with_content(kOther, simple_record())),
              done(files[2].id, with_content(kOther, simple_record())), failed(files[4].id, 1)});
  std::vector<std::string> out;
  for (const FileRow& row : all_files(id)) out.push_back(shown(row));
  EXPECT_EQ(out, (std::vector<std::string>{"/r/same identical", "/r/other changed", "/r/unhashed identical",
                                           "/r/sampled -", "/r/failed -"}))
      << "without a hash, size and mtime decide; what was not read is nothing";
  backend->execute("UPDATE media_files SET file_size = 99 WHERE filename = 'sampled'");
}

TEST_P(StoreConformance, TellsAnUnhashedFileByItsSizeAndTime) {
  const SessionId first = begin_session();
  ingest(first, {"/r/a", "/r/b"}, simple_record());
  commit(first);
  backend->execute("UPDATE media_files SET file_size = 99 WHERE filename = 'b'");
  const SessionId id = begin_session({.skip_existing = false});
  ingest(id, {"/r/a", "/r/b", "/r/c"}, simple_record());
  EXPECT_EQ(shown(get(store->file(id, id_of(id, "/r/a")))), "/r/a identical");
  EXPECT_EQ(shown(get(store->file(id, id_of(id, "/r/b")))), "/r/b changed");
  EXPECT_EQ(shown(get(store->file(id, id_of(id, "/r/c")))), "/r/c new");
}

TEST_P(StoreConformance, CallsAFileMovedOnlyWhenEveryTwinIsGone) {
  const SessionId first = begin_session();
  ingest(first, {"/r/old", "/r/older"}, with_content(kContent, simple_record()));
  commit(first);
  const SessionId id = begin_session();
  find(id, {"/r/new"});
  const std::vector<model::FileOutcome> outcomes{done(pending(id)[0].id, with_content(kContent, simple_record()))};
  const auto twins = get(store->twins(outcomes));
  ASSERT_EQ(twins.size(), 2u);
  EXPECT_EQ(twins[0].path, "/r/old");
  Batch batch{.found = {}, .outcomes = outcomes, .change = {}, .gone = {twins[0].id}};
  stage(id, batch);
  EXPECT_EQ(shown(all_files(id)[0]), "/r/new duplicate = /r/older");
  const SessionId again = begin_session();
  find(again, {"/r/new"});
  batch.outcomes = {done(pending(again)[0].id, with_content(kContent, simple_record()))};
  batch.gone = {twins[0].id, twins[1].id};
  stage(again, batch);
  EXPECT_EQ(shown(all_files(again)[0]), "/r/new moved = /r/old");
}

TEST_P(StoreConformance, AsksForNoTwinOfAFileThatIsKnownByItsPath) {
  const SessionId first = begin_session();
  ingest(first, {"/r/a", "/r/b"}, with_content(kContent, simple_record()));
  commit(first);
  const SessionId id = begin_session({.skip_existing = false});
  find(id, {"/r/a"});
  const std::vector<model::FileOutcome> known{done(pending(id)[0].id, with_content(kContent, simple_record()))};
  const std::vector<model::FileOutcome> unhashed{done(pending(id)[0].id, simple_record())};
  EXPECT_TRUE(get(store->twins(known)).empty());
  EXPECT_TRUE(get(store->twins(unhashed)).empty());
}

TEST_P(StoreConformance, TellsDuplicatesByTheOrderOfDiscoveryWhoeverWasReadFirst) {
  const model::Record record = with_content(kContent, simple_record());
  for (const std::vector<int>& order : {std::vector{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
    const SessionId id = begin_session();
    find(id, {"/r/1", "/r/2", "/r/3"});
    const auto files = pending(id);
    for (const int i : order) settle(id, {done(files[static_cast<std::size_t>(i)].id, record)});
    std::vector<std::string> out;
    for (const FileRow& row : all_files(id)) out.push_back(shown(row));
    EXPECT_EQ(out, (std::vector<std::string>{"/r/1 new", "/r/2 duplicate = /r/1", "/r/3 duplicate = /r/1"}));
  }
}

TEST_P(StoreConformance, LetsOneOfAFilesCopiesHaveMoved) {
  const SessionId first = begin_session();
  ingest(first, {"/r/old"}, with_content(kContent, simple_record()));
  commit(first);
  const SessionId id = begin_session();
  find(id, {"/r/1", "/r/2"});
  const auto files = pending(id);
  for (const std::size_t i : {1u, 0u}) {
    Batch batch{.found = {}, .outcomes = {done(files[i].id, with_content(kContent, simple_record()))}, .change = {}};
    batch.gone = {get(store->twins(batch.outcomes))[0].id};
    stage(id, batch);
  }
  EXPECT_EQ(shown(all_files(id)[0]), "/r/1 moved = /r/old");
  EXPECT_EQ(shown(all_files(id)[1]), "/r/2 duplicate = /r/1");
}

TEST_P(StoreConformance, TakesASampleForNoProofOfIdentity) {
  const SessionId id = begin_session();
  find(id, {"/r/1", "/r/2"});
  const auto files = pending(id);
  std::vector<model::FileOutcome> outcomes{done(files[0].id, simple_record()), done(files[1].id, simple_record())};
  for (auto& outcome : outcomes) outcome.summary.content_key = "s" + kContent;
  settle(id, std::move(outcomes));
  for (const FileRow& row : all_files(id)) EXPECT_EQ(row.change, FileChange::added) << row.path;
}

TEST_P(StoreConformance, KnowsOnlyItsOwnSessionsFilesAndWhatTheCatalogueStillHas) {
  const SessionId first = begin_session();
  ingest(first, {"/r/a"}, with_content(kContent, simple_record()));
  const SessionId second = begin_session();
  ingest(second, {"/r/b"}, with_content(kContent, simple_record()));
  EXPECT_EQ(shown(all_files(second)[0]), "/r/b new") << "the other session may never be committed";
  commit(first);
  backend->execute("UPDATE media_files SET removed_at = '2026-01-01 00:00:00'");
  const SessionId third = begin_session();
  ingest(third, {"/r/a", "/r/c"}, with_content(kOther, simple_record()));
  EXPECT_EQ(shown(all_files(third)[0]), "/r/a new");
}

}  // namespace sluice::store
