#include "prompts/attention.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "base/utf8.h"
#include "prompts/json_text.h"

namespace sluice::prompts {
namespace {

constexpr double kParenthesis = 1.1;
constexpr double kBrace = 1.05;
constexpr double kWeightLimit = 100;  // what nesting may add up to; real weights stay below 3
constexpr int kSplitLevels = 4;       // how deep a group too long for one keyword is opened
constexpr std::size_t kMaxTag = 512;  // longest <lora:…> looked for
constexpr std::size_t kNone = std::string_view::npos;

double rounded(double weight) {
  weight = std::clamp(weight, -kWeightLimit, kWeightLimit);
  return std::round(weight * 1e4) / 1e4;
}

// --- LoRA tags ----------------------------------------------------------------------------------------------------

struct Tag {
  std::size_t length = 0;
  model::Lora lora;
};

// The tag at the front of `text`: "<lora:name>", "<lyco:name:0.8>", "<hypernet:name:0.8:0.5>".
std::optional<Tag> tag_at(std::string_view text) {
  constexpr std::array<std::string_view, 5> kKinds{"<lora:", "<lyco:", "<hypernet:", "<lora-", "<locon:"};
  const bool known = std::ranges::any_of(kKinds, [&](auto kind) {
    return text.size() > kind.size() && equals_ignoring_case(text.substr(0, kind.size()), kind);
  });
  if (!known) return std::nullopt;
  const std::size_t end = text.substr(0, kMaxTag).find('>');
  if (end == kNone) return std::nullopt;
  std::string_view body = text.substr(1, end - 1);
  body.remove_prefix(body.find(':') == kNone ? body.size() : body.find(':') + 1);
  const std::size_t colon = body.find(':');
  const std::string_view name = trimmed(body.substr(0, colon));
  if (name.empty()) return std::nullopt;
  Tag tag{.length = end + 1, .lora = {.name = std::string(name), .weight = 1.0, .hash = {}}};
  if (colon != kNone) {
    const std::string_view weights = body.substr(colon + 1);
    if (const auto weight = parse_number(weights.substr(0, weights.find(':')))) tag.lora.weight = rounded(*weight);
  }
  return tag;
}

// --- brackets -----------------------------------------------------------------------------------------------------

bool opens(char c) { return c == '(' || c == '[' || c == '{'; }
char partner(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

// The text with its tags removed, and for every bracket where its partner is.
struct Scanned {
  std::string text;
  std::vector<std::size_t> match;  // kNone: no bracket, or one without a partner
  std::vector<model::Lora> loras;
  bool has_and = false;
};

std::string take_tags(std::string_view prompt, std::vector<model::Lora>& loras) {
  std::string text;
  text.reserve(prompt.size());
  for (std::size_t i = 0; i < prompt.size();) {
    if (prompt[i] == '<') {
      if (auto tag = tag_at(prompt.substr(i))) {
        loras.push_back(std::move(tag->lora));
        i += tag->length;
        continue;
      }
    }
    text += prompt[i++];
  }
  return text;
}

// A closing bracket pairs with the last open one of its kind; what was opened since then has no partner. One stack a
// kind, so that a stray bracket costs nothing.
void match_brackets(Scanned& scanned) {
  scanned.match.assign(scanned.text.size(), kNone);
  std::vector<std::size_t> open;
  std::array<std::size_t, 3> pending{};  // open brackets of each kind on the stack
  const auto kind = [](char c) -> std::size_t { return c == '(' || c == ')' ? 0 : c == '[' || c == ']' ? 1 : 2; };
  for (std::size_t i = 0; i < scanned.text.size(); ++i) {
    const char c = scanned.text[i];
    if (c == '\\') {
      ++i;
    } else if (opens(c)) {
      open.push_back(i);
      ++pending[kind(c)];
    } else if ((c == ')' || c == ']' || c == '}') && pending[kind(c)] > 0) {
      while (partner(scanned.text[open.back()]) != c) {
        --pending[kind(scanned.text[open.back()])];
        open.pop_back();
      }
      scanned.match[i] = open.back();
      scanned.match[open.back()] = i;
      --pending[kind(c)];
      open.pop_back();
    }
  }
}

// --- pieces -------------------------------------------------------------------------------------------------------

struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  double weight = 1.0;
};

bool is_word_break(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ','; }

// Length of the separator at `i`, 0 if there is none. `BREAK` and `AND` count as whole words only.
std::size_t separator_at(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (c == ',' || c == '\n' || c == '\r') return 1;
  if (text.substr(i).starts_with("\xEF\xBC\x8C")) return 3;  // U+FF0C, the comma of Chinese and Japanese keyboards
  if (c != 'B' && c != 'A') return 0;
  for (const std::string_view word : {std::string_view("BREAK"), std::string_view("AND")}) {
    if (!text.substr(i).starts_with(word)) continue;
    const std::size_t after = i + word.size();
    if ((i == 0 || is_word_break(text[i - 1])) && (after == text.size() || is_word_break(text[after])))
      return word.size();
  }
  return 0;
}

class Splitter {
 public:
  Splitter(Scanned scanned, Emphasis emphasis)
      : scanned_(std::move(scanned)), text_(scanned_.text), emphasis_(emphasis) {}

  PromptParts take() {
    split({0, text_.size(), 1.0}, 0);
    for (auto& lora : scanned_.loras) add_lora(std::move(lora));
    return std::move(parts_);
  }

 private:
  bool is_full() const { return parts_.keywords.size() >= kMaxKeywords; }

  // Cuts [begin, end) at separators outside of brackets.
  void split(const Piece& whole, int level) {
    Piece piece{whole.begin, whole.end, whole.weight};
    for (std::size_t i = whole.begin; i < whole.end && !is_full();) {
      if (text_[i] == '\\') {
        i += 2;
      } else if (opens(text_[i]) && scanned_.match[i] != kNone && scanned_.match[i] < whole.end) {
        i = scanned_.match[i] + 1;
      } else if (const std::size_t length = separator_at(text_, i)) {
        piece.end = i;
        emit(piece, level);
        i += length;
        piece = {i, whole.end, whole.weight};
      } else {
        ++i;
      }
    }
    if (!is_full()) emit(piece, level);
  }

  void emit(Piece piece, int level) {
    unwrap(piece);
    if (is_alternatives(piece)) return split_alternatives(piece);
    std::string text = plain(piece);
    if (text.empty()) return;
    if (characters(text) <= kMaxKeywordCharacters) return add(std::move(text), piece.weight);
    const bool may_open = level < kSplitLevels && was_wrapped_;
    if (may_open) split(piece, level + 1);
  }

  void trim(Piece& piece) const {
    constexpr std::string_view kSpace = " \t\r\n.;";
    while (piece.begin < piece.end && kSpace.find(text_[piece.begin]) != kNone) ++piece.begin;
    while (piece.begin < piece.end && kSpace.find(text_[piece.end - 1]) != kNone && !is_escaped(piece.end - 1))
      --piece.end;
  }
  bool is_escaped(std::size_t i) const { return i > 0 && text_[i - 1] == '\\'; }

  // Takes off the brackets that enclose the whole piece and turns them into weight.
  void unwrap(Piece& piece) {
    was_wrapped_ = false;
    for (trim(piece); piece.begin < piece.end; trim(piece)) {
      const char c = text_[piece.begin];
      if (!opens(c) || scanned_.match[piece.begin] != piece.end - 1) return;
      if (c == '[' && alternatives_in({piece.begin + 1, piece.end - 1, 1})) return;
      was_wrapped_ = true;
      ++piece.begin;
      --piece.end;
      if (c == '(') {
        piece.weight *= explicit_weight(piece).value_or(kParenthesis);
      } else {
        const double factor = c == '{' || emphasis_ == Emphasis::novelai ? kBrace : kParenthesis;
        piece.weight = c == '{' ? piece.weight * factor : piece.weight / factor;
      }
    }
  }

  // "word:1.3" inside of a parenthesis: takes the weight off the end.
  std::optional<double> explicit_weight(Piece& piece) const {
    constexpr std::size_t kLongest = 24;
    const std::string_view inside = text_.substr(piece.begin, piece.end - piece.begin);
    const std::string_view tail = inside.substr(inside.size() - std::min(kLongest, inside.size()));
    const std::size_t colon = tail.rfind(':');
    if (colon == kNone) return std::nullopt;
    const auto weight = parse_number(tail.substr(colon + 1));
    if (weight) piece.end -= tail.size() - colon;
    return weight;
  }

  // "[a|b]" or "[a:b:0.5]", "[a:0.5]", "[a::0.5]".
  bool is_alternatives(const Piece& piece) const {
    if (piece.begin >= piece.end || text_[piece.begin] != '[' || scanned_.match[piece.begin] != piece.end - 1)
      return false;
    return alternatives_in({piece.begin + 1, piece.end - 1, 1});
  }
  bool alternatives_in(const Piece& inside) const {
    const std::string_view text = text_.substr(inside.begin, std::min(inside.end - inside.begin, kMaxTag));
    if (inside.end - inside.begin > kMaxTag) return false;
    if (text.find('|') != kNone) return true;
    const std::size_t colon = text.rfind(':');
    return colon != kNone && parse_number(text.substr(colon + 1)).has_value();
  }
  void split_alternatives(const Piece& piece) {
    Piece part{piece.begin + 1, piece.begin + 1, piece.weight};
    for (std::size_t i = piece.begin + 1; i < piece.end; ++i) {
      if (i + 1 < piece.end && text_[i] != '|' && text_[i] != ':') continue;
      part.end = i;
      const std::string text = plain(part);
      if (!text.empty() && !parse_number(text) && characters(text) <= kMaxKeywordCharacters) add(text, piece.weight);
      part.begin = i + 1;
    }
  }

  // What is left to read: no brackets of weight, no escapes, one space between words.
  std::string plain(Piece piece) const {
    trim(piece);
    std::string out;
    const auto put_space = [&] {
      if (!out.empty() && out.back() != ' ') out += ' ';
    };
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
      const char c = text_[i];
      if (c == '\\' && i + 1 < piece.end && std::string_view("()[]{}\\:").find(text_[i + 1]) != kNone) {
        out += text_[++i];
      } else if (scanned_.match[i] != kNone) {
        if (!opens(c)) drop_weight(out);
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        put_space();
      } else {
        out += c;
      }
    }
    if (scanned_.has_and) drop_weight(out);
    constexpr std::string_view kEmbedding = "embedding:";
    if (out.size() > kEmbedding.size() && equals_ignoring_case(out.substr(0, kEmbedding.size()), kEmbedding))
      out.erase(0, kEmbedding.size());
    while (!out.empty() && out.back() == ' ') out.pop_back();
    const bool has_letter =
        std::ranges::any_of(out, [](char c) { return static_cast<unsigned char>(c) > '@' || (c >= '0' && c <= '9'); });
    return has_letter ? out : std::string();
  }
  // A group in the middle of a piece ends with its weight: "woman (fox ears:1.1" → "woman fox ears".
  static void drop_weight(std::string& out) {
    constexpr std::size_t kLongest = 24;
    const std::string_view tail = std::string_view(out).substr(out.size() - std::min(kLongest, out.size()));
    const std::size_t colon = tail.rfind(':');
    if (colon == kNone || !parse_number(tail.substr(colon + 1))) return;
    out.resize(out.size() - (tail.size() - colon));
  }

  static std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }

  void add(std::string text, double weight) {
    if (is_full() || !seen_.insert(to_lower_ascii(text)).second) return;
    parts_.keywords.push_back({std::move(text), rounded(weight)});
  }
  void add_lora(model::Lora lora) {
    if (parts_.loras.size() >= kMaxKeywords || !seen_loras_.insert(to_lower_ascii(lora.name)).second) return;
    parts_.loras.push_back(std::move(lora));
  }

  Scanned scanned_;
  std::string_view text_;
  Emphasis emphasis_;
  PromptParts parts_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> seen_loras_;
  bool was_wrapped_ = false;
};

}  // namespace

PromptParts split_prompt(std::string_view prompt, Emphasis emphasis) {
  Scanned scanned;
  scanned.text = take_tags(prompt, scanned.loras);
  scanned.has_and = scanned.text.find(" AND ") != kNone || scanned.text.find("\nAND ") != kNone;
  match_brackets(scanned);
  return Splitter(std::move(scanned), emphasis).take();
}

}  // namespace sluice::prompts
