#include "api/file_query.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace sluice::api {
namespace {
namespace json = boost::json;
using Text = std::string_view;

constexpr std::size_t kLongest = 1000;  // bytes of a value
constexpr std::array kNames{"state",     "reason",  "label",  "text",     "score",        "model",
                            "generator", "keyword", "change", "included", "commit_failed"};

// "-1,4,none" as steps.
Result<store::ScoreSet> scores_of(Text text) {
  store::ScoreSet out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    const Text item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    int score = 0;
    const auto [stop, error] = std::from_chars(item.data(), item.data() + item.size(), score);
    const bool is_number = error == std::errc{} && stop == item.data() + item.size() && score >= -1 && score <= 5;
    if (!is_number && item != "none")
      return fail(Code::invalid_argument, "score: use a list of -1 to 5 and none, separated by commas");
    out.add(store::score_step(is_number ? std::optional<double>(score) : std::nullopt));
  }
  return out;
}

std::optional<std::string> exact_or_none(Text text) { return text == "none" ? std::string() : std::string(text); }

template <class T>
Result<void> take(std::optional<T>& out, std::optional<T> parsed, Text otherwise) {
  if (!parsed) return fail(Code::invalid_argument, std::string(otherwise));
  out = parsed;
  return {};
}

std::optional<bool> parse_flag(Text text) {
  if (text != "0" && text != "1") return std::nullopt;
  return text == "1";
}

Result<void> take(Text name, Text text, store::FileQuery& out) {
  if (text.size() > kLongest) return fail(Code::invalid_argument, fmt::format("{}: at most {} bytes", name, kLongest));
  if (name == "state")
    return take(out.state, model::parse_file_state(text), "state: use pending, running, done, failed or skipped");
  if (name == "reason") return take(out.reason, model::parse_reason(text), "reason: there is no such reason");
  if (name == "label") return take(out.label, model::parse_nsfw_label(text), "label: use nsfw, safe or unknown");
  if (name == "change")
    return take(out.change, model::parse_file_change(text), "change: use new, changed, identical, moved or duplicate");
  if (name == "included") return take(out.included, parse_flag(text), "included: must be 0 or 1");
  if (name == "commit_failed") return take(out.commit_failed, parse_flag(text), "commit_failed: must be 0 or 1");
  if (name == "score") out.scores = SLUICE_TRY(scores_of(text));
  if (name == "generator") out.generator = exact_or_none(text);
  if (name == "model") out.model = exact_or_none(text);
  if (name == "keyword") out.keyword = text;
  if (name == "text") out.text = text;
  return {};
}

}  // namespace

Result<store::FileQuery> filter_of(const http::Request& request) {
  store::FileQuery out;
  for (const Text name : kNames) {
    const auto text = request.query_value(name);
    if (text && !text->empty()) SLUICE_TRY(take(name, *text, out));
  }
  return out;
}

Result<store::FileQuery> filter_of(const json::object& filter) {
  store::FileQuery out;
  for (const auto& member : filter) {
    const Text name = member.key();
    if (std::ranges::find(kNames, name) == kNames.end())
      return fail(Code::invalid_argument, fmt::format("filter.{}: there is no such filter", name));
    if (!member.value().is_string()) return fail(Code::invalid_argument, fmt::format("filter.{}: must be text", name));
    const Text text = member.value().get_string();
    if (!text.empty()) SLUICE_TRY(take(name, text, out));
  }
  return out;
}

bool must_count(const store::FileQuery& query) {
  return query.reason || query.label || query.generator || query.model || query.change || query.included ||
         query.commit_failed || !query.text.empty() || !query.keyword.empty() || !query.scores.is_empty();
}

}  // namespace sluice::api
