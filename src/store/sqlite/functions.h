#pragma once

// Functions of ours that statements may call:
//   path_contains(path, needle)   whether the path, as it is shown (base/utf8.h to_text), has `needle` in it, without
//                                 regard to ASCII case; `needle` comes in lower case
//   words_contain(words, needle)  the same of words (model/words.h), which are in lower case already
//   has_word(words, word)         whether `word` is one of them
//   catalogue_path(path)          the path as media_files.file_path has it

#include "base/result.h"

struct sqlite3;

namespace sluice::store::sqlite {

Result<void> add_functions(sqlite3* connection);

}  // namespace sluice::store::sqlite
