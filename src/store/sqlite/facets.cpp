#include "store/sqlite/facets.h"

#include <fmt/format.h>

#include "model/words.h"
#include "store/sqlite/cancelled.h"
#include "store/sqlite/sessions.h"
#include "store/value_counter.h"

namespace sluice::store::sqlite {
namespace {
using model::FileState;

// The counts of one file that has been read.
class ReadFiles {
 public:
  explicit ReadFiles(double threshold) : threshold_(threshold) {}

  // From column 2: included, own_nsfw, nsfw_score, change, score, generator, model_name.
  void add(const Query& row, Facets& out) {
    if (!row.boolean(2)) ++out.excluded;
    if (!row.is_null(3)) {
      ++(row.boolean(3) ? out.labels.nsfw : out.labels.safe);
    } else if (!row.is_null(4)) {
      ++(row.real(4) >= threshold_ ? out.labels.nsfw : out.labels.safe);
    } else {
      ++out.labels.unknown;
    }
    if (const auto change = model::parse_file_change(row.view(5))) ++out.changes[static_cast<std::size_t>(*change)];
    ++out.scores[score_step(row.is_null(6) ? std::nullopt : std::optional(row.real(6)))];
    generators_.add(row.view(7));
    models_.add(row.view(8));
  }

  void finish(Facets& out) const {
    out.generators = generators_.most_frequent(Facets::kMostListed);
    out.models = models_.most_frequent(Facets::kMostListed);
  }

 private:
  double threshold_;
  ValueCounter generators_{Facets::kMostCounted};
  ValueCounter models_{Facets::kMostCounted};
};

class Reasons {
 public:
  void add(std::string_view name) {
    if (const auto reason = model::parse_reason(name)) ++counts_[static_cast<std::size_t>(*reason)];
  }
  void finish(Facets& out) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] > 0) out.reasons.emplace_back(static_cast<model::Reason>(i), counts_[i]);
    }
  }

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(model::Reason::internal) + 1> counts_{};
};

Result<void> count_entries(Database& database, const StoredSession& stored, Facets& out) {
  Query rows(database,
             "SELECT state, reason, included, own_nsfw, nsfw_score, change, ifnull(own_score, score), generator, "
             "model_name FROM ingest_files WHERE session = ?1");
  rows.bind(stored.key);
  const auto pending_means = SLUICE_TRY(what_pending_means(database, stored.key));
  ReadFiles read(stored.session.parameters.nsfw_threshold);
  Reasons reasons;
  while (SLUICE_TRY(rows.step())) {
    switch (model::parse_file_state(rows.view(0)).value_or(FileState::pending)) {
      case FileState::pending:
      case FileState::running:
        ++(pending_means == PendingMeans::pending ? out.pending : out.skipped);
        break;
      case FileState::done:
        ++out.done;
        read.add(rows, out);
        break;
      case FileState::failed:
        ++out.failed;
        reasons.add(rows.view(1));
        break;
      case FileState::skipped:
        ++out.skipped;
        break;
    }
  }
  read.finish(out);
  reasons.finish(out);
  return {};
}

Result<void> count_keywords(Database& database, std::int64_t key, Facets& out) {
  Query rows(database,
             "SELECT w.words FROM ingest_files AS f JOIN ingest_words AS w ON w.file = f.id WHERE f.session = ?1 AND "
             "f.state = 'done' ORDER BY f.id DESC LIMIT ?2");
  rows.bind(key, Facets::kNewestForKeywords);
  ValueCounter keywords(Facets::kMostCounted);
  while (SLUICE_TRY(rows.step())) {
    model::for_each_word(rows.view(0), [&](std::string_view word) { keywords.add(word); });
  }
  out.keywords = keywords.most_frequent(Facets::kMostListed);
  return {};
}

}  // namespace

Result<Facets> facets(Database& database, const SessionId& id) {
  const StoredSession stored = SLUICE_TRY(find_session(database, id));
  Facets out;
  SLUICE_TRY(count_entries(database, stored, out));
  SLUICE_TRY(count_keywords(database, stored.key, out));
  return out;
}

}  // namespace sluice::store::sqlite
