#include "store/sqlite/file_filter.h"

#include <fmt/format.h>

namespace sluice::store::sqlite {
namespace {

std::string_view label_condition(model::NsfwLabel label) {
  switch (label) {
    case model::NsfwLabel::nsfw:
      return " AND ifnull(f.own_nsfw, f.nsfw_score >= ?3) = 1";
    case model::NsfwLabel::safe:
      return " AND ifnull(f.own_nsfw, f.nsfw_score >= ?3) = 0";
    case model::NsfwLabel::unknown:
      return " AND f.own_nsfw IS NULL AND f.nsfw_score IS NULL";
  }
  return "";
}

// A step of the score as score_step() has it.
constexpr std::string_view kRest =
    " AND (?4 IS NULL OR path_contains(f.path, ?4) OR EXISTS "
    "(SELECT 1 FROM ingest_words AS w WHERE w.file = f.id AND words_contain(w.words, ?4)))"
    " AND (?5 IS NULL OR EXISTS (SELECT 1 FROM ingest_words AS w WHERE w.file = f.id AND has_word(w.words, ?5)))"
    " AND (?6 IS NULL OR (?6 >> CASE WHEN ifnull(f.own_score, f.score) IS NULL THEN 7 "
    "ELSE CAST(min(5.0, max(-1.0, ifnull(f.own_score, f.score))) + 1.5 AS INTEGER) END) & 1)"
    " AND (?7 IS NULL OR ifnull(f.generator, '') = ?7)"
    " AND (?8 IS NULL OR ifnull(f.model_name, '') = ?8)"
    " AND (?9 IS NULL OR f.reason = ?9)";

}  // namespace

FileFilter::FileFilter(const FileQuery& query, PendingMeans pending_means)
    : query_(query), pending_means_(pending_means) {
  if (!query.text.empty()) text_ = to_lower_ascii(query.text);
  if (!query.keyword.empty()) word_ = model::word_of(query.keyword);
  if (!query.scores.is_empty()) scores_ = query.scores.bits();
  if (query.reason) reason_ = name(*query.reason);
}

bool FileFilter::is_of_read_files() const {
  return query_.label || query_.change || query_.included || query_.commit_failed || word_ || scores_ ||
         query_.generator || query_.model;
}

std::string FileFilter::state_condition(model::FileState state) const {
  // While rows follow a cancel, no partial index serves.
  if (pending_means_ == PendingMeans::skipped && state == model::FileState::pending) return " AND f.id = 0";
  if (pending_means_ == PendingMeans::skipped && state == model::FileState::skipped)
    return " AND f.state IN ('skipped', 'pending')";
  // What a commit could not write are the fewest: not by an index of the state.
  return fmt::format(" AND {}f.state = '{}'", query_.commit_failed.value_or(false) ? "+" : "", name(state));
}

std::string FileFilter::where(Parameters parameters) const {
  std::string out = " WHERE f.session = ?1 AND f.id > ?2";
  auto state = query_.state;
  if (reason_ && !state) state = model::FileState::failed;  // the only ones with a reason
  if (state) out += state_condition(*state);
  if (is_of_read_files() && state != model::FileState::done) out += state_condition(model::FileState::done);
  if (query_.label) out += label_condition(*query_.label);
  if (query_.change) out += fmt::format(" AND f.change = '{}'", name(*query_.change));
  if (query_.change && query_.change != model::FileChange::added) out += " AND f.change <> 'new'";
  if (query_.included) out += *query_.included ? " AND f.included = 1" : " AND f.included = 0";
  if (query_.commit_failed)
    out += *query_.commit_failed ? " AND f.commit_reason IS NOT NULL" : " AND f.commit_reason IS NULL";
  if (has_rest() || parameters == Parameters::all_parameters) out += kRest;
  return out;
}

}  // namespace sluice::store::sqlite
