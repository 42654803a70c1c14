#include "prompts/infotext.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "prompts/json_text.h"

namespace sluice::prompts {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMaxKey = 64;  // longest key of any known extension is about 40
constexpr std::size_t kMaxSettings = 1'000;
constexpr std::size_t kFewestSettings = 3;  // what makes a line a settings line, as in webui's own reader
constexpr int kMaxUnclosed = 4;  // values that open a quote or bracket and never close it, before we stop looking
constexpr std::string_view kSeparators = ",\n";
constexpr std::string_view kNegative = "Negative prompt:";
constexpr std::string_view kSteps = "Steps:";

// One of these must be among the settings: prose such as "style: x, mood: y, time: z" has three pairs, too.
constexpr std::array<std::string_view, 12> kTelling{
    "Steps",   "Sampler",       "CFG scale",          "Seed",      "Size", "Model", "Model hash",
    "Version", "Schedule type", "Denoising strength", "Clip skip", "VAE"};

bool is_key_character(char c) {
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || static_cast<unsigned char>(c) >= 0x80 || std::string_view(" _-/.+()&#'").find(c) != kNone;
}

// The key at the front of `part` ("Key: …"), trimmed; empty if there is none.
std::string_view key_of(std::string_view part) {
  const std::size_t colon = part.substr(0, kMaxKey + 1).find(':');
  if (colon == kNone) return {};
  const std::string_view key = trimmed(part.substr(0, colon));
  if (key.empty() || !std::ranges::all_of(key, is_key_character)) return {};
  const char first = key.front();
  const bool starts_well = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
                           (first >= '0' && first <= '9') || static_cast<unsigned char>(first) >= 0x80;
  return starts_well ? key : std::string_view();
}

class SettingsCutter {
 public:
  explicit SettingsCutter(std::string_view line) : line_(line) {}

  std::vector<Setting> cut() {
    while (position_ < line_.size() && settings_.size() < kMaxSettings) take_part();
    return std::move(settings_);
  }

 private:
  void take_part() {
    const std::string_view rest = line_.substr(position_);
    const std::string_view key = key_of(rest);
    if (key.empty()) return continue_value(rest.substr(0, rest.find_first_of(kSeparators)));
    position_ += rest.find(':') + 1;
    while (position_ < line_.size() && (line_[position_] == ' ' || line_[position_] == '\t')) ++position_;
    settings_.push_back({key, take_value()});
  }

  void continue_value(std::string_view part) {
    if (!settings_.empty() && !trimmed(part).empty()) settings_.back().value.append(", ").append(trimmed(part));
    position_ += part.size() + 1;
  }

  std::string take_value() {
    const char first = position_ < line_.size() ? line_[position_] : '\0';
    if (first == '"') {
      if (auto value = take_quoted()) return *std::move(value);
    } else if (first == '{' || first == '[') {
      if (const std::size_t end = end_of_brackets(); end != kNone) return take_until(end);
    }
    return take_until(std::min(line_.find_first_of(kSeparators, position_), line_.size()));
  }

  std::string take_until(std::size_t end) {
    std::string value(trimmed(line_.substr(position_, end - position_)));
    skip_to_next(end);
    return value;
  }
  void skip_to_next(std::size_t end) {
    position_ = std::min(line_.find_first_not_of(" \t\r", end), line_.size());
    if (position_ < line_.size() && kSeparators.find(line_[position_]) != kNone) ++position_;
  }

  std::optional<std::string> take_quoted() {
    if (unclosed_ >= kMaxUnclosed) return std::nullopt;
    std::string value;
    for (std::size_t i = position_ + 1; i < line_.size(); ++i) {
      const char c = line_[i];
      if (c == '"') {
        skip_to_next(i + 1);
        return value;
      }
      if (c == '\\' && i + 1 < line_.size()) {
        const char escaped = line_[++i];
        value += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
      } else {
        value += c;
      }
    }
    ++unclosed_;
    return std::nullopt;
  }

  // Behind the bracket that closes the one at position_, strings respected.
  std::size_t end_of_brackets() {
    if (unclosed_ >= kMaxUnclosed) return kNone;
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = position_; i < line_.size(); ++i) {
      const char c = line_[i];
      if (in_string && c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = !in_string;
      } else if (!in_string && (c == '{' || c == '[')) {
        ++depth;
      } else if (!in_string && (c == '}' || c == ']') && --depth == 0) {
        return i + 1;
      }
    }
    ++unclosed_;
    return kNone;
  }

  std::string_view line_;
  std::size_t position_ = 0;
  int unclosed_ = 0;
  std::vector<Setting> settings_;
};

bool is_settings(const std::vector<Setting>& settings) {
  if (settings.size() < kFewestSettings) return false;
  return std::ranges::any_of(settings,
                             [](const Setting& s) { return std::ranges::find(kTelling, s.key) != kTelling.end(); });
}

// --- where the settings begin -------------------------------------------------------------------------------------

// "Steps: 20" with a border before it, the last one in `line`.
std::size_t find_steps(std::string_view line) {
  for (std::size_t at = line.rfind(kSteps); at != kNone; at = at == 0 ? kNone : line.rfind(kSteps, at - 1)) {
    const std::string_view value = trimmed(line.substr(at + kSteps.size(), 8));
    const bool bordered = at == 0 || std::string_view(" \t,.;\r\n").find(line[at - 1]) != kNone;
    if (bordered && !value.empty() && value.front() >= '0' && value.front() <= '9') return at;
  }
  return kNone;
}

// Whether `line` is settings from its first character on ("Model: x, Steps: 20" is, "a cat, Steps: 20" is not).
bool begins_with_setting(std::string_view line) {
  const std::string_view key = key_of(line);
  return !key.empty() && !equals_ignoring_case(key, "Negative prompt") && key.find('.') == kNone && key.size() <= 40;
}

// Where the settings begin inside of this line; kNone if it has none.
std::size_t settings_start(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == kNone) return kNone;
  const bool whole = begins_with_setting(line.substr(first)) && line.find(kNegative) == kNone;
  if (whole && is_settings(cut_settings(line.substr(first)))) return first;
  const std::size_t steps = find_steps(line);
  if (steps != kNone && is_settings(cut_settings(line.substr(steps)))) return steps;
  return kNone;
}

// From the last line backwards. Lines after the settings ("Template: …") belong to them. Only lines that hold "Steps:"
// are looked at, but for the last one.
std::size_t find_settings(std::string_view text) {
  bool is_last = true;
  for (std::size_t end = text.size(); end != kNone && end > 0;) {
    const std::size_t newline = text.rfind('\n', end - 1);
    const std::size_t begin = newline == kNone ? 0 : newline + 1;
    const std::string_view line = text.substr(begin, end - begin);
    if (!trimmed(line).empty()) {
      if (is_last || line.find(kSteps) != kNone) {
        if (const std::size_t at = settings_start(line); at != kNone) return begin + at;
      }
      is_last = false;
    }
    end = newline;
  }
  return kNone;
}

// --- prompt and negative prompt -----------------------------------------------------------------------------------

std::size_t find_ignoring_case(std::string_view text, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto found = std::ranges::search(text, word, {}, lower, lower);
  return found.empty() ? kNone : static_cast<std::size_t>(found.begin() - text.begin());
}

bool starts_line(std::string_view text, std::size_t at) {
  const std::size_t before = text.substr(0, at).find_last_not_of(" \t\r");
  return before == kNone || text[before] == '\n';
}

// At the beginning of a line; else, where there is none, inside of one.
std::size_t find_negative(std::string_view body) {
  std::size_t inside = kNone;
  for (std::size_t from = 0;;) {
    const std::size_t at = find_ignoring_case(body.substr(from), kNegative);
    if (at == kNone) return inside;
    if (starts_line(body, from + at)) return from + at;
    if (inside == kNone) inside = from + at;
    from += at + kNegative.size();
  }
}

std::string_view without_trailing_separators(std::string_view text) {
  text = trimmed(text);
  while (!text.empty() && (text.back() == ',' || text.back() == '.' || text.back() == ';'))
    text = trimmed(text.substr(0, text.size() - 1));
  return text;
}

std::string_view without_header(std::string_view text) {
  constexpr std::string_view kHeader = "Parameters";
  if (!text.starts_with(kHeader)) return text;
  const std::string_view rest = trimmed(text.substr(kHeader.size()));
  return rest.starts_with(':') ? trimmed(rest.substr(1)) : text;
}

}  // namespace

std::vector<Setting> cut_settings(std::string_view line) { return SettingsCutter(line).cut(); }

Infotext cut_infotext(std::string_view text) {
  text = without_header(trimmed(text));
  Infotext out;
  std::string_view body = text;
  bool jammed = false;
  if (const std::size_t at = find_settings(text); at != kNone) {
    out.settings = cut_settings(text.substr(at));
    jammed = at > 0 && text[at - 1] != '\n';
    body = text.substr(0, at);
  }
  const std::size_t negative = find_negative(body);
  out.has_negative_marker = negative != kNone;
  if (negative == kNone) {
    out.prompt = jammed ? without_trailing_separators(body) : trimmed(body);
    return out;
  }
  const std::string_view before = body.substr(0, negative);
  const std::string_view after = body.substr(negative + kNegative.size());
  out.prompt = starts_line(body, negative) ? trimmed(before) : without_trailing_separators(before);
  out.negative_prompt = jammed ? without_trailing_separators(after) : trimmed(after);
  return out;
}

}  // namespace sluice::prompts
