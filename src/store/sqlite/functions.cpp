#include "store/sqlite/path_contains.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "base/utf8.h"

namespace sluice::store::sqlite {
namespace {

std::string_view bytes_of(sqlite3_value* value) {
  const void* data = ::sqlite3_value_blob(value);  // before its length is asked
  return {static_cast<const char*>(data), static_cast<std::size_t>(::sqlite3_value_bytes(value))};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool contains(std::string_view text, std::string_view lower_needle) {
  return !std::ranges::search(text, lower_needle, {}, lower).empty() || lower_needle.empty();
}

void path_contains(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  const std::string_view path = bytes_of(values[0]);
  const std::string_view needle = bytes_of(values[1]);
  try {
    const bool found = is_utf8(path) ? contains(path, needle) : contains(to_text(path), needle);
    ::sqlite3_result_int(context, found ? 1 : 0);
  } catch (const std::bad_alloc&) {
    ::sqlite3_result_error_nomem(context);
  }
}

}  // namespace

Result<void> add_path_contains(sqlite3* connection) {
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  if (::sqlite3_create_function_v2(connection, "path_contains", 2, flags, nullptr, path_contains, nullptr, nullptr,
                                   nullptr) != SQLITE_OK) {
    return fail(Code::internal, "database: cannot add a function");
  }
  return {};
}

}  // namespace sluice::store::sqlite
