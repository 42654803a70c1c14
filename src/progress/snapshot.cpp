#include "progress/snapshot.h"

#include <algorithm>
#include <cmath>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::progress {
namespace {
namespace json = boost::json;
using model::SessionStatus;

unsigned share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<unsigned>(part * 100 / whole);
}

// The run came to its end by itself: every file has an outcome.
bool has_completed(const model::Session& s) {
  return !s.discovering && s.tally.cancelled == 0 && s.tally.pending() == 0 && s.status != SessionStatus::starting &&
         s.status != SessionStatus::processing && s.status != SessionStatus::paused && s.status != SessionStatus::error;
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::object stats_of(const model::Tally& t) {
  return {{"total_files", t.total()},
          {"total_discovered", t.discovered},
          {"skipped_existing", t.skipped_existing},
          {"processed_files", t.processed},
          {"metadata_extracted", t.metadata_extracted},
          {"keywords_added", t.keywords_added},
          {"scores_imported", t.scores_imported},
          {"nsfw_detected", t.nsfw_detected},
          {"errors", t.failed}};
}

json::array workers_of(const Snapshot& snapshot) {
  json::array out;
  out.reserve(snapshot.workers.size());
  for (const InHand& each : snapshot.workers) {
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(each.since.time_since_epoch());
    out.push_back({{"file", each.file}, {"since", since.count()}});
  }
  return out;
}

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

}  // namespace

unsigned percent(const model::Session& s) {
  if (has_completed(s)) return 100;
  if (s.discovering) return 0;
  return std::min(99u, share(s.tally.processed + s.tally.failed, s.tally.total()));
}

unsigned commit_percent(const model::Session& s) {
  if (s.status == SessionStatus::committed || s.status == SessionStatus::undone) return 100;
  const bool is_undo = s.undoing && s.undo;
  const unsigned done = is_undo ? share(s.undo->settled(), s.undo->total) : share(s.commit.settled(), s.commit.total);
  return std::min(s.status == SessionStatus::committing ? 99u : 100u, done);
}

json::object to_object(const Snapshot& snapshot) {
  const model::Session& s = snapshot.session;
  const bool commit_failed = s.status == SessionStatus::commit_error;
  json::object out;
  out.reserve(26);
  out["session_id"] = s.id.value();
  out["status"] = name(s.status);
  out["progress"] = percent(s);
  out["total_files"] = s.tally.total();
  out["current_file"] = snapshot.current_file;
  out["processed_files"] = s.tally.processed;
  out["stats"] = stats_of(s.tally);
  out["errors"] = json::array(snapshot.errors.begin(), snapshot.errors.end());
  out["error"] = commit_failed ? json::value(nullptr) : text_or_null(s.error);
  out["start_time"] = to_iso8601(s.started_at);
  out["end_time"] = s.ended_at ? json::value(to_iso8601(*s.ended_at)) : json::value(nullptr);
  out["commit_progress"] = commit_percent(s);
  out["commit_errors"] = json::array(snapshot.commit_errors.begin(), snapshot.commit_errors.end());
  out["commit_error"] = commit_failed ? text_or_null(s.error) : json::value(nullptr);
  out["run"] = s.run;
  out["version"] = s.version;
  out["emitted_at"] = snapshot.emitted_at.time_since_epoch().count();
  out["discovering"] = s.is_discovering();
  out["files_per_second"] = rounded(snapshot.files_per_second, 10);
  out["eta_seconds"] = snapshot.eta_seconds ? json::value(rounded(*snapshot.eta_seconds, 10)) : json::value(nullptr);
  out["bytes_done"] = s.tally.bytes_done;
  out["workers"] = workers_of(snapshot);
  out["undoing"] = s.undoing;
  out["edits"] = s.edits;
  return out;
}

std::string to_json(const Snapshot& snapshot) { return json::serialize(to_object(snapshot)); }

std::optional<WallTime> resting_since(const model::Session& session) {
  return model::is_resting(session.status) ? session.ended_at : std::nullopt;
}

std::string describe(std::string_view path, const model::Failure& failure) {
  return fmt::format("{}: {}", to_text(path), failure.message);
}

}  // namespace sluice::progress
