#include "ingest/pattern.h"

#include <algorithm>
#include <optional>

#include "base/utf8.h"

namespace sluice::ingest {
namespace {

struct Set {
  std::size_t length;  // of the set as written, brackets included
  bool holds;
};

// The set that begins at glob[0] == '[', held against c. Nothing when it is not closed.
std::optional<Set> match_set(std::string_view glob, unsigned char c) {
  std::size_t i = 1;
  const bool negated = i < glob.size() && (glob[i] == '!' || glob[i] == '^');
  if (negated) ++i;
  bool found = false;
  const std::size_t first = i;
  for (; i < glob.size() && (glob[i] != ']' || i == first); ++i) {
    const auto low = static_cast<unsigned char>(glob[i]);
    auto high = low;
    if (i + 2 < glob.size() && glob[i + 1] == '-' && glob[i + 2] != ']') {
      high = static_cast<unsigned char>(glob[i + 2]);
      i += 2;
    }
    found = found || (c >= low && c <= high);
  }
  if (i >= glob.size()) return std::nullopt;
  return Set{i + 1, found != negated};
}

// The classic two-pointer walk: on a mismatch go back to the last star and let it take one more character. Only the
// last `*` and the last `**` have to be remembered, so the cost is at most text × glob.
bool match(std::string_view glob, std::string_view text) {
  struct Retry {
    std::size_t glob;
    std::size_t text;
    bool whole_folders = false;  // "**/": the star takes folders, not parts of a name
  };
  std::optional<Retry> star, double_star;
  std::size_t g = 0;
  std::size_t t = 0;
  const auto back = [&](std::optional<Retry>& retry, bool spans_folders) {
    if (!retry || retry->text >= text.size() || (!spans_folders && text[retry->text] == '/')) return false;
    if (retry->whole_folders) {
      const auto slash = text.find('/', retry->text);
      if (slash == text.npos) return false;
      retry->text = slash;
    }
    g = retry->glob;
    t = ++retry->text;
    return true;
  };
  while (t < text.size() || g < glob.size()) {
    bool advanced = false;
    if (g < glob.size()) {
      const char c = glob[g];
      if (c == '*') {
        const bool spans = g + 1 < glob.size() && glob[g + 1] == '*';
        g += spans ? 2 : 1;
        const bool whole_folders = spans && g < glob.size() && glob[g] == '/';
        if (whole_folders) ++g;  // may also stand for no folder at all
        (spans ? double_star : star) = Retry{g, t, whole_folders};
        if (spans) star.reset();
        continue;
      }
      if (t < text.size()) {
        if (c == '[') {
          const auto set = match_set(glob.substr(g), static_cast<unsigned char>(text[t]));
          if (set && set->holds && text[t] != '/') g += set->length, ++t, advanced = true;
        } else if (c == '?' ? text[t] != '/' : c == text[t]) {
          ++g, ++t, advanced = true;
        }
      }
    }
    if (!advanced && !back(star, false)) {
      star.reset();
      if (!back(double_star, true)) return false;
    }
  }
  return true;
}

}  // namespace

Result<Pattern> Pattern::parse(std::string_view text) {
  Pattern pattern;
  for (;;) {
    const auto bar = text.find('|');
    std::string_view part = trimmed(text.substr(0, bar));
    if (part.starts_with("./")) part.remove_prefix(2);
    if (part.empty()) return fail(Code::invalid_argument, "an alternative is empty; write for example *.png|*.jpg");
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] != '[') continue;
      const auto set = match_set(part.substr(i), 'a');
      if (!set) return fail(Code::invalid_argument, "a [set] is not closed");
      i += set->length - 1;
    }
    pattern.alternatives_.push_back({to_lower_ascii(part), part.find('/') != part.npos});
    if (bar == text.npos) return pattern;
    text.remove_prefix(bar + 1);
  }
}

bool Pattern::matches(std::string_view relative) const {
  const std::string lower = to_lower_ascii(relative);
  const auto slash = lower.rfind('/');
  const std::string_view name =
      slash == lower.npos ? std::string_view(lower) : std::string_view(lower).substr(slash + 1);
  return std::ranges::any_of(alternatives_, [&](const Alternative& a) {
    return match(a.glob, a.whole_path ? std::string_view(lower) : name);
  });
}

}  // namespace sluice::ingest
