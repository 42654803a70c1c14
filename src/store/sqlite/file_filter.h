#pragma once

// A FileQuery as the end of a statement over `ingest_files AS f`.
//
// What few files are is written as literals, so that SQLite sees that a partial index serves; everything else is one
// fixed condition over parameters, so that the number of different statements stays small.

#include <string>

#include "base/utf8.h"
#include "model/words.h"
#include "store/sqlite/cancelled.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace sluice::store::sqlite {

// Parameters 1 to 9 are the filter's; ?10 and on belong to the statement.
class FileFilter {
 public:
  FileFilter(const FileQuery& query, PendingMeans pending_means);

  // " WHERE f.session = ?1 AND f.id > ?2 …". `all_parameters`: for statements without parameters of their own.
  enum class Parameters { own_follow, all_parameters };
  [[nodiscard]] std::string where(Parameters parameters = Parameters::own_follow) const;

  template <class... Own>
  Query& bind(Query& statement, std::int64_t session, const Own&... own) const {
    return statement.bind(session, query_.after.value(), query_.nsfw_threshold, text_, word_, scores_, query_.generator,
                          query_.model, reason_, own...);
  }

 private:
  [[nodiscard]] bool has_rest() const {
    return text_ || word_ || scores_ || query_.generator || query_.model || reason_;
  }
  [[nodiscard]] bool is_of_read_files() const;
  [[nodiscard]] std::string state_condition(model::FileState state) const;

  const FileQuery& query_;
  PendingMeans pending_means_;
  std::optional<std::string> text_, word_;
  std::optional<std::uint32_t> scores_;
  std::optional<std::string_view> reason_;
};

}  // namespace sluice::store::sqlite
