#pragma once

// Looking at the entries of a session: pages for the preview and the report, failures for the stream.

#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

Result<FilePage> files(Database& database, const SessionId& id, const FileQuery& query);
Result<std::uint64_t> count_files(Database& database, const SessionId& id, const FileQuery& query);
Result<FileRow> file(Database& database, const SessionId& id, FileId file);
Result<std::vector<model::FailedFile>> failures(Database& database, const SessionId& id, std::int64_t after,
                                                std::uint32_t limit);
Result<OlderFailures> older_failures(Database& database, const SessionId& id, std::uint32_t keep);
Result<std::vector<model::FailedFile>> newest_failures(Database& database, const SessionId& id, std::uint32_t limit);
Result<std::vector<model::FailedFile>> commit_failures(Database& database, const SessionId& id, std::uint32_t limit);

}  // namespace sluice::store::sqlite
