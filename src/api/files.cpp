// Files: the review's rows, a page at a time, one of them with everything that was read, and all of them counted.

#include <limits>

#include <boost/json/array.hpp>

#include "api/answer.h"
#include "api/file_query.h"
#include "api/file_row.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

constexpr std::int64_t kMostRows = 1000;
constexpr std::int64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();

struct Asked {
  store::FileQuery query;
  std::optional<double> nsfw_threshold;
  bool is_counted = false;
};

Result<Asked> asked_of(const http::Request& request) {
  Asked out{.query = SLUICE_TRY(filter_of(request)), .nsfw_threshold = {}};
  out.query.limit = static_cast<std::uint32_t>(SLUICE_TRY(number_query(request, "limit", 1, kMostRows, 100)));
  out.query.after = FileId(SLUICE_TRY(number_query(request, "cursor", 0, kAnyNumber, 0)));
  out.query.offset = static_cast<std::uint64_t>(SLUICE_TRY(number_query(request, "offset", 0, kAnyNumber, 0)));
  if (out.query.after != FileId() && out.query.offset > 0)
    return fail(Code::invalid_argument, "offset: comes instead of cursor, not with it");
  out.nsfw_threshold = SLUICE_TRY(threshold_query(request, "nsfw_threshold"));
  out.is_counted = SLUICE_TRY(number_query(request, "count", 0, 1, 0)) == 1;
  return out;
}

// How many rows the filter has in all, where the session's counts tell.
std::uint64_t known_total(const store::FileQuery& query, const model::Tally& tally) {
  if (!query.state) return tally.discovered;
  switch (*query.state) {
    case model::FileState::pending:
      return tally.pending();
    case model::FileState::running:
      return 0;
    case model::FileState::done:
      return tally.processed;
    case model::FileState::failed:
      return tally.failed;
    case model::FileState::skipped:
      return tally.cancelled + tally.skipped_existing;
  }
  return 0;
}

task<Result<json::value>> total_of(Context& context, SessionId id, const Asked& asked, const model::Tally& tally) {
  if (!must_count(asked.query)) co_return known_total(asked.query, tally);
  if (!asked.is_counted) co_return json::value(nullptr);
  store::FileQuery all = asked.query;
  all.after = FileId();
  auto count = co_await context.store.count_files(std::move(id), std::move(all));
  if (!count) co_return fail(std::move(count).error());
  co_return json::value(*count);
}

task<http::Response> files(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto asked = asked_of(request);
  if (!asked) co_return answer(asked.error());
  auto snapshot = co_await context.ingest.snapshot(*id);
  if (!snapshot) co_return answer(snapshot.error());
  const double nsfw_threshold = asked->nsfw_threshold.value_or(snapshot->session.parameters.nsfw_threshold);
  asked->query.nsfw_threshold = nsfw_threshold;
  auto total = co_await total_of(context, *id, *asked, snapshot->session.tally);
  if (!total) co_return answer(total.error());
  auto page = co_await context.store.files(*id, std::move(asked->query));
  if (!page) co_return answer(page.error());
  json::array rows;
  rows.reserve(page->rows.size());
  for (const auto& row : page->rows) rows.push_back(row_json(*id, row, nsfw_threshold));
  co_return answer(json::object{
      {"files", std::move(rows)},
      {"next_cursor", page->next ? json::value(std::to_string(page->next->value())) : json::value(nullptr)},
      {"total", std::move(*total)}});
}

task<http::Response> detail(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  const auto file = file_of(request);
  if (!file) co_return answer(file.error());
  auto session = co_await context.store.session(*id);
  if (!session) co_return answer(session.error());
  auto row = co_await context.store.file(*id, *file);
  if (!row) co_return answer(row.error());
  co_return answer(detail_json(*id, *row, session->parameters.nsfw_threshold));
}

json::array values_json(const std::vector<store::FacetValue>& values) {
  json::array out;
  out.reserve(values.size());
  for (const auto& [value, files] : values)
    out.push_back({{"value", value.empty() ? json::value(nullptr) : json::value(value)}, {"files", files}});
  return out;
}

json::object facets_json(const store::Facets& f) {
  json::object reasons;
  for (const auto& [reason, files] : f.reasons) reasons[name(reason)] = files;
  json::object changes;
  for (std::size_t i = 0; i < f.changes.size(); ++i) changes[name(static_cast<model::FileChange>(i))] = f.changes[i];
  json::object scores{{"none", f.scores.back()}};
  for (std::size_t i = 0; i + 1 < f.scores.size(); ++i) scores[std::to_string(static_cast<int>(i) - 1)] = f.scores[i];
  return {{"states", {{"pending", f.pending}, {"done", f.done}, {"failed", f.failed}, {"skipped", f.skipped}}},
          {"reasons", std::move(reasons)},
          {"labels", {{"nsfw", f.labels.nsfw}, {"safe", f.labels.safe}, {"unknown", f.labels.unknown}}},
          {"changes", std::move(changes)},
          {"scores", std::move(scores)},
          {"generators", values_json(f.generators)},
          {"models", values_json(f.models)},
          {"keywords", values_json(f.keywords)},
          {"excluded", f.excluded}};
}

task<http::Response> facets(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto counts = co_await context.store.facets(*id);
  if (!counts) co_return answer(counts.error());
  co_return answer(facets_json(*counts));
}

}  // namespace

void add_file_routes(http::Router& router, Context& context) {
  using http::Method;
  router.add(Method::get, "/api/ingest/files/{id}", [&](http::Request r) { return files(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/files/{id}/facets",
             [&](http::Request r) { return facets(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/files/{id}/{file}",
             [&](http::Request r) { return detail(context, std::move(r)); });
}

}  // namespace sluice::api
