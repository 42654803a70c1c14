// Edits: what the user sets on files before a commit.

#include <cmath>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "api/answer.h"
#include "api/file_query.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

constexpr std::size_t kMostIds = 10'000;

struct Asked {
  ingest::Ingest::Choice choice;
  store::FileEdit edit;
};

Error must_be(std::string_view field, std::string_view what) {
  return {Code::invalid_argument, fmt::format("{}: must be {}", field, what)};
}

Result<std::vector<FileId>> ids_of(const json::value& value, std::string_view field) {
  if (!value.is_array()) return fail(must_be(field, "a list of ids"));
  const json::array& list = value.get_array();
  if (list.size() > kMostIds) return fail(Code::invalid_argument, fmt::format("{}: at most {}", field, kMostIds));
  std::vector<FileId> out;
  out.reserve(list.size());
  for (const json::value& item : list) {
    if (!item.is_int64()) return fail(must_be(field, "a list of ids"));
    out.emplace_back(item.get_int64());
  }
  return out;
}

Result<std::optional<double>> score_of(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  boost::system::error_code ec;
  const double score = value.is_number() ? value.to_number<double>(ec) : NAN;
  if (!(score >= -1 && score <= 5)) return fail(must_be("set.score", "a number from -1 to 5, or null"));
  return score;
}

Result<std::optional<bool>> label_of(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_bool()) return fail(must_be("set.nsfw", "true, false or null"));
  return value.get_bool();
}

Result<store::FileEdit> edit_of(const json::object& body) {
  const json::value* set = body.if_contains("set");
  if (!set || !set->is_object() || set->get_object().empty())
    return fail(must_be("set", "an object with included, score or nsfw"));
  store::FileEdit out;
  for (const auto& member : set->get_object()) {
    const std::string_view key = member.key();
    const json::value& value = member.value();
    if (key == "included") {
      if (!value.is_bool()) return fail(must_be("set.included", "true or false"));
      out.included = value.get_bool();
    } else if (key == "score") {
      out.score = SLUICE_TRY(score_of(value));
    } else if (key == "nsfw") {
      out.nsfw = SLUICE_TRY(label_of(value));
    } else {
      return fail(Code::invalid_argument, fmt::format("set.{}: unknown field", key));
    }
  }
  return out;
}

Result<ingest::Ingest::Choice> choice_of(const json::object& body) {
  ingest::Ingest::Choice out;
  const json::value* ids = body.if_contains("ids");
  const json::value* filter = body.if_contains("filter");
  const json::value* except = body.if_contains("except");
  if (!ids == !filter) return fail(Code::invalid_argument, "ids: say which files, either by ids or by filter");
  if (ids && except) return fail(Code::invalid_argument, "except: only with filter");
  if (ids) {
    out.ids = SLUICE_TRY(ids_of(*ids, "ids"));
    return out;
  }
  if (!filter->is_object()) return fail(must_be("filter", "an object"));
  out.filter = SLUICE_TRY(filter_of(filter->get_object()));
  if (except) out.except = SLUICE_TRY(ids_of(*except, "except"));
  return out;
}

Result<Asked> asked_of(const http::Request& request) {
  const json::object body = SLUICE_TRY(object_body(request));
  for (const auto& member : body) {
    const std::string_view key = member.key();
    if (key != "ids" && key != "filter" && key != "except" && key != "set")
      return fail(Code::invalid_argument, fmt::format("{}: unknown field", key));
  }
  return Asked{.choice = SLUICE_TRY(choice_of(body)), .edit = SLUICE_TRY(edit_of(body))};
}

task<http::Response> edit(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto asked = asked_of(request);
  if (!asked) co_return answer(asked.error());
  auto edited = co_await context.ingest.edit(*id, std::move(asked->choice), asked->edit);
  if (!edited) co_return answer(edited.error());
  co_return answer(json::object{{"matched", edited->matched}, {"changed", edited->changed}});
}

}  // namespace

void add_edit_routes(http::Router& router, Context& context) {
  router.add(http::Method::patch, "/api/ingest/files/{id}",
             [&](http::Request r) { return edit(context, std::move(r)); });
}

}  // namespace sluice::api
