#pragma once

// The rows of ingest_sessions. Each function is part of the caller's transaction.

#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "model/session.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

struct StoredSession {
  std::int64_t key = 0;  // what entries refer to; rises in the order of creation
  model::Session session;
};

Result<void> create_session(Database& database, const model::Session& session);
Result<StoredSession> find_session(Database& database, const SessionId& id);
// Only the key: for reading what belongs to it.
Result<std::int64_t> session_key(Database& database, const SessionId& id);
// Writes everything that changes while it is under way.
Result<void> save_session(Database& database, const StoredSession& stored);
Result<void> save_parameters(Database& database, const StoredSession& stored);
Result<void> change_session(Database& database, const SessionId& id, const SessionChange& change);

Result<std::vector<model::Session>> newest_sessions(Database& database, std::uint32_t limit,
                                                    const std::optional<SessionId>& before);
Result<std::vector<model::Session>> unfinished_sessions(Database& database);
Result<std::optional<model::Session>> active_session(Database& database);

// The session is gone at once; its entries remain for sweep_removed().
Result<void> remove_session(Database& database, const SessionId& id);
// Deletes up to `limit` entries of removed sessions; false: nothing is left.
Result<bool> sweep_removed(Database& database, std::uint32_t limit);

}  // namespace sluice::store::sqlite
