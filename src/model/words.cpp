#include "model/words.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"

namespace sluice::model {

std::string word_of(std::string_view keyword) {
  std::string word = to_lower_ascii(trimmed(keyword));
  std::ranges::replace(word, '\n', ' ');
  return word;
}

std::string words_of(const Record& record) {
  std::string out;
  std::set<std::string> seen;
  for (const Keyword& keyword : record.keywords) {
    std::string word = word_of(keyword.text);
    if (word.empty() || out.size() + word.size() + 2 > kMostWordBytes) continue;
    const auto [it, is_first] = seen.insert(std::move(word));
    if (!is_first) continue;
    if (out.empty()) out = "\n";
    out.append(*it).append("\n");
  }
  return out;
}

bool has_word(std::string_view words, std::string_view word) {
  if (word.empty()) return false;
  for (auto at = words.find(word, 1); at != words.npos; at = words.find(word, at + 1)) {
    const auto end = at + word.size();
    if (words[at - 1] == '\n' && end < words.size() && words[end] == '\n') return true;
  }
  return false;
}

void for_each_word(std::string_view words, const std::function<void(std::string_view)>& take) {
  while (!words.empty()) {
    const auto end = std::min(words.find('\n'), words.size());
    if (end > 0) take(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

}  // namespace sluice::model
