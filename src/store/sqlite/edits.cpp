#include "store/sqlite/edits.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "store/change.h"
#include "store/sqlite/file_filter.h"
#include "store/sqlite/sessions.h"

namespace sluice::store::sqlite {
namespace {

constexpr std::uint32_t kMostEditable = 10'000;

struct Values {
  bool included = true;
  std::optional<double> score;
  std::optional<bool> nsfw;
  friend bool operator==(const Values&, const Values&) = default;
};

Values edited(Values values, const FileEdit& edit) {
  if (edit.included) values.included = *edit.included;
  if (edit.score) values.score = *edit.score;
  if (edit.nsfw) values.nsfw = *edit.nsfw;
  return values;
}

// A column each, so that the indices of the others are left alone.
class Writer {
 public:
  explicit Writer(Database& database)
      : included_(database, "UPDATE ingest_files SET included = ?2 WHERE id = ?1"),
        score_(database, "UPDATE ingest_files SET own_score = ?2 WHERE id = ?1"),
        nsfw_(database, "UPDATE ingest_files SET own_nsfw = ?2 WHERE id = ?1") {}

  Result<void> write(FileId file, const Values& before, const Values& after) {
    if (after.included != before.included) SLUICE_TRY(included_.bind(file.value(), after.included).run());
    if (after.score != before.score) SLUICE_TRY(score_.bind(file.value(), after.score).run());
    if (after.nsfw != before.nsfw) SLUICE_TRY(nsfw_.bind(file.value(), after.nsfw).run());
    return {};
  }

 private:
  Query included_, score_, nsfw_;
};

// One file more or less that counts as NSFW.
void recount(bool before, bool after, std::uint64_t& detected) {
  if (before && !after && detected > 0) --detected;
  if (after && !before) ++detected;
}

}  // namespace

Result<std::vector<FileId>> editable(Database& database, const SessionId& id, const FileQuery& query) {
  const std::int64_t key = SLUICE_TRY(session_key(database, id));
  const FileFilter filter(query, PendingMeans::pending);  // nothing that waits or is skipped is among them
  Query rows(database, fmt::format("SELECT f.id FROM ingest_files AS f{} AND f.state = 'done' AND f.committed = 0 "
                                   "ORDER BY f.id LIMIT ?10 OFFSET ?11",
                                   filter.where()));
  filter.bind(rows, key, std::min(query.limit, kMostEditable), query.offset);
  std::vector<FileId> out;
  while (SLUICE_TRY(rows.step())) out.emplace_back(rows.integer(0));
  return out;
}

Result<EditResult> edit(Database& database, const SessionId& id, const std::vector<FileId>& files, const FileEdit& edit,
                        const SessionChange& change) {
  StoredSession stored = SLUICE_TRY(find_session(database, id));
  model::Session& session = stored.session;
  if (!model::may_edit(session.status))
    return fail(wrong_status(session, "be edited", "neither committing nor committed"));
  const double threshold = session.parameters.nsfw_threshold;
  Query row(database,
            "SELECT included, own_score, own_nsfw, nsfw_score FROM ingest_files WHERE id = ?1 AND +session = ?2 AND "
            "+state = 'done' AND committed = 0");
  Writer writer(database);
  EditResult out;
  for (const FileId file : files) {
    if (!SLUICE_TRY(row.bind(file.value(), stored.key).step())) continue;
    ++out.matched;
    Values before{.included = row.boolean(0), .score = {}, .nsfw = {}};
    if (!row.is_null(1)) before.score = row.real(1);
    if (!row.is_null(2)) before.nsfw = row.boolean(2);
    const bool by_score = !row.is_null(3) && row.real(3) >= threshold;
    const Values after = edited(before, edit);
    if (after == before) continue;
    ++out.changed;
    SLUICE_TRY(writer.write(file, before, after));
    recount(before.nsfw.value_or(by_score), after.nsfw.value_or(by_score), session.tally.nsfw_detected);
  }
  if (out.changed > 0) {
    ++session.edits;
    apply(change, session);
    SLUICE_TRY(save_session(database, stored));
  }
  out.tally = session.tally;
  out.edits = session.edits;
  return out;
}

}  // namespace sluice::store::sqlite
