#include "model/session.h"

#include "model/names.h"

namespace sluice::model {
namespace {
constexpr NameTable<SessionStatus, 10> kStatuses{{"starting", "processing", "paused", "completed", "error", "cancelled",
                                                  "committing", "committed", "commit_error", "undone"}};
}

std::string_view name(SessionStatus status) noexcept { return kStatuses.name(status); }
std::optional<SessionStatus> parse_session_status(std::string_view name) noexcept { return kStatuses.parse(name); }

bool is_resting(SessionStatus status) noexcept {
  switch (status) {
    case SessionStatus::starting:
    case SessionStatus::processing:
    case SessionStatus::paused:
    case SessionStatus::committing:
      return false;
    case SessionStatus::completed:
    case SessionStatus::error:
    case SessionStatus::cancelled:
    case SessionStatus::committed:
    case SessionStatus::commit_error:
    case SessionStatus::undone:
      return true;
  }
  return true;
}

bool may_commit(SessionStatus status) noexcept {
  return status == SessionStatus::completed || status == SessionStatus::cancelled ||
         status == SessionStatus::commit_error || status == SessionStatus::undone;
}

bool may_edit(SessionStatus status) noexcept {
  return status != SessionStatus::committing && status != SessionStatus::committed;
}

bool may_undo(SessionStatus status) noexcept {
  return status == SessionStatus::committed || status == SessionStatus::commit_error;
}

}  // namespace sluice::model
