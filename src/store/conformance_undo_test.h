#pragma once

// What the tests of an undo share (conformance_undo_test.cpp). An implementation instantiates them like the others.

#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "store/conformance_test.h"

namespace sluice::store {

class UndoConformance : public StoreConformance {
 protected:
  // Reads the paths, with thumbnails, each as `record`.
  void read(const SessionId& id, const std::vector<std::string>& paths, const model::Record& record) {
    find(id, paths);
    for (const auto& file : pending(id)) {
      model::FileOutcome outcome = done(file.id, record);
      outcome.summary.content_key = fmt::format("{:032x}", file.id.value());
      settle(id, {std::move(outcome)});
    }
  }
  SessionId begin_anew() { return begin_session({.skip_existing = false, .pixels = true}); }
  SessionId committed(const std::vector<std::string>& paths, const model::Record& record) {
    const SessionId id = begin_anew();
    read(id, paths, record);
    clock.advance(std::chrono::seconds(1));
    commit(id);
    clock.advance(std::chrono::seconds(1));
    return id;
  }
  model::UndoTally undo(const SessionId& id, std::uint32_t chunk = 100) {
    EXPECT_EQ(get(store->begin_undo(id, {.version = 7})).settled(), 0u);
    EXPECT_TRUE(session(id).undoing);
    EXPECT_EQ(session(id).status, model::SessionStatus::committing);
    undo_all_chunks(id, chunk);
    return *session(id).undo;
  }
  void undo_all_chunks(const SessionId& id, std::uint32_t chunk) {
    for (bool finished = false; !finished;) {
      const UndoChunk part = get(store->undo_chunk(id, chunk, {.version = 8}));
      EXPECT_EQ(part.tally, session(id).undo);
      EXPECT_LE(part.tally.settled(), part.tally.total);
      finished = part.finished;
    }
    EXPECT_EQ(session(id).undo->settled(), session(id).undo->total);
    change_status(id, model::SessionStatus::undone);
    EXPECT_FALSE(session(id).undoing);
  }
  std::vector<std::string> kept(const SessionId& id) {
    std::vector<std::string> out;
    for (const KeptFile& file : get(store->kept_files(id))) out.push_back(file.path + ": " + file.why);
    return out;
  }
  std::set<std::string> committed_paths(const SessionId& id) {
    std::set<std::string> out;
    for (const FileRow& row : all_files(id)) {
      if (row.committed) out.insert(row.path);
    }
    return out;
  }
  std::vector<std::string> remembered() {
    std::vector<std::string> out;
    for (const char* table : {"ingest_commits", "ingest_undo_files", "ingest_undo_metadata", "ingest_undo_keywords",
                              "ingest_undo_thumbnails", "ingest_undo_days", "ingest_undo_new_days"}) {
      out.push_back(row(fmt::format("SELECT count(*) FROM {}", table)));
    }
    return out;
  }
  static model::Record rich_record() {
    model::Record record = simple_record();
    record.score = 3;
    record.favourite = true;
    record.nsfw = model::Nsfw{.score = 0.9, .label = "x", .classes = {}, .model = "m@1"};
    record.content_hash = "aa";
    record.keywords.push_back({"of the file", 1.0, model::KeywordType::user});
    record.keywords.push_back({"mine", 1.0, model::KeywordType::user});
    return record;
  }
};

}  // namespace sluice::store
