#pragma once

// The rules of the store that no database needs to know: what a change and an outcome do to a session, and in which
// states what is allowed. Pure; every implementation uses them.

#include <optional>
#include <string_view>

#include "base/result.h"
#include "model/file.h"
#include "model/session.h"
#include "store/store.h"

namespace sluice::store {

// A new run has no end yet, unless the change says otherwise.
void apply(const SessionChange& change, model::Session& session);
// One more outcome of a file that had none.
void count(const model::FileOutcome& outcome, double nsfw_threshold, model::Tally& tally);

// What an outcome means for the quarantine. A file that never reached a decoder stays where it is.
enum class QuarantineMove { none, enters, leaves };
QuarantineMove quarantine_move(const std::optional<model::Failure>& failure) noexcept;

// May be found more files; its files may be skipped.
bool is_working(model::SessionStatus status) noexcept;
// What active_session() looks for.
bool is_active(const model::Session& session) noexcept;

Error no_session(const SessionId& id);
// "a session that is committed cannot …: only one that is …"
Error wrong_status(const model::Session& session, std::string_view what, std::string_view allowed);

}  // namespace sluice::store
