#include "store/change.h"

#include <fmt/format.h>

namespace sluice::store {
using model::SessionStatus;

void apply(const SessionChange& change, model::Session& session) {
  if (change.status) session.status = *change.status;
  if (session.status != SessionStatus::committing) session.undoing = false;
  if (change.discovering) session.discovering = *change.discovering;
  if (change.version) session.version = *change.version;
  if (change.version_ceiling) session.version_ceiling = *change.version_ceiling;
  if (change.run) {
    session.run = *change.run;
    session.ended_at.reset();
  }
  if (change.ended_at) session.ended_at = change.ended_at;
  if (change.error) session.error = *change.error;
  if (change.worked) session.worked = *change.worked;
}

void count(const model::FileOutcome& outcome, double nsfw_threshold, model::Tally& tally) {
  tally.bytes_done += outcome.bytes;
  if (outcome.failure) {
    ++tally.failed;
    return;
  }
  const model::RecordSummary& summary = outcome.summary;
  ++tally.processed;
  tally.keywords_added += summary.keyword_count;
  if (summary.metadata_extracted) ++tally.metadata_extracted;
  if (summary.score_imported) ++tally.scores_imported;
  if (summary.nsfw_score && *summary.nsfw_score >= nsfw_threshold) ++tally.nsfw_detected;
}

QuarantineMove quarantine_move(const std::optional<model::Failure>& failure) noexcept {
  if (!failure) return QuarantineMove::leaves;
  if (failure->reason == model::Reason::decoder_crashed) return QuarantineMove::enters;
  // `internal`: no decoder could be asked.
  const bool was_decoded = failure->stage == model::Stage::decode && failure->reason != model::Reason::internal;
  return was_decoded ? QuarantineMove::leaves : QuarantineMove::none;
}

bool is_working(SessionStatus status) noexcept {
  return status == SessionStatus::starting || status == SessionStatus::processing || status == SessionStatus::paused;
}

bool is_active(const model::Session& session) noexcept {
  if (!model::is_resting(session.status)) return true;
  if (session.status == SessionStatus::cancelled) return session.tally.processed > 0;
  return session.status == SessionStatus::completed || session.status == SessionStatus::commit_error;
}

Error no_session(const SessionId& id) { return {Code::not_found, fmt::format("there is no session {}", id.value())}; }

Error wrong_status(const model::Session& session, std::string_view what, std::string_view allowed) {
  return {Code::conflict,
          fmt::format("a session that is {} cannot {}: only one that is {}", name(session.status), what, allowed)};
}

}  // namespace sluice::store
