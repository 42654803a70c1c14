#pragma once

// The words of a file: its keywords in the form that filters and counts work on, so that nobody has to parse a record
// for them. Lower case (ASCII), each once, in the order found, a line feed before and after each: "\na cat\non a
// mat\n". Pure; the text may have come from a worker, so readers take whatever it is.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "model/record.h"

namespace sluice::model {

inline constexpr std::size_t kMostWordBytes = 16 * 1024;  // of a file; words that do not fit are left out

// Empty: the record has no keywords.
std::string words_of(const Record& record);
// A keyword as it stands among words: what a filter looks for, between two line feeds.
std::string word_of(std::string_view keyword);
bool has_word(std::string_view words, std::string_view word);
void for_each_word(std::string_view words, const std::function<void(std::string_view)>& take);

}  // namespace sluice::model
