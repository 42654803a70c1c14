// Files: the preview's rows, a page at a time, and the report.

#include <charconv>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "api/answer.h"
#include "api/report.h"
#include "api/routes.h"
#include "api/thumbnails.h"
#include "base/bytes.h"
#include "base/utf8.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

constexpr std::int64_t kMostRows = 1000;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value positive_or_null(double number) { return number > 0 ? json::value(number) : json::value(nullptr); }
json::value positive_or_null(std::uint32_t number) { return number > 0 ? json::value(number) : json::value(nullptr); }
json::value failure_or_null(const std::optional<model::Failure>& failure) {
  if (!failure) return nullptr;
  return json::object{
      {"stage", name(failure->stage)}, {"reason", name(failure->reason)}, {"message", failure->message}};
}

json::value label_or_null(const std::optional<double>& score, double threshold) {
  return score ? json::value(*score >= threshold) : json::value(nullptr);
}

json::object row_json(const store::FileRow& row, double nsfw_threshold) {
  const model::RecordSummary& s = row.summary;
  json::object out{{"id", row.id.value()}, {"path", to_text(row.path)}};
  if (!is_utf8(row.path)) out["path_base64"] = to_base64(as_bytes(row.path));
  out["size"] = row.size;
  out["state"] = name(row.state);
  out["skipped_existing"] = row.skipped_existing;
  out["error"] = failure_or_null(row.failure);
  out["at"] = row.at ? json::value(to_iso8601(*row.at)) : json::value(nullptr);
  out["included"] = row.included;
  out["committed"] = row.committed;
  out["commit_error"] = failure_or_null(row.commit_failure);
  out["file_type"] = row.state == model::FileState::done ? json::value(name(s.file_type)) : json::value(nullptr);
  out["format"] = text_or_null(s.format);
  out["width"] = positive_or_null(s.width);
  out["height"] = positive_or_null(s.height);
  out["duration"] = positive_or_null(s.duration_s);
  out["keyword_count"] = s.keyword_count;
  out["warning_count"] = s.warning_count;
  out["score"] = s.score ? json::value(*s.score) : json::value(nullptr);
  out["nsfw_score"] = s.nsfw_score ? json::value(*s.nsfw_score) : json::value(nullptr);
  out["nsfw"] = label_or_null(s.nsfw_score, nsfw_threshold);
  out["generator"] = text_or_null(s.generator);
  out["model_name"] = text_or_null(s.model_name);
  return out;
}

Result<store::FileQuery> query_of(const http::Request& request) {
  store::FileQuery query;
  query.limit = static_cast<std::uint32_t>(SLUICE_TRY(number_query(request, "limit", 1, kMostRows, 100)));
  query.after = FileId(SLUICE_TRY(number_query(request, "cursor", 0, std::numeric_limits<std::int64_t>::max(), 0)));
  if (const auto text = request.query_value("state"); text && !text->empty()) {
    query.state = model::parse_file_state(*text);
    if (!query.state) return fail(Code::invalid_argument, "state: use pending, running, done, failed or skipped");
  }
  if (const auto text = request.query_value("reason"); text && !text->empty()) {
    query.reason = model::parse_reason(*text);
    if (!query.reason) return fail(Code::invalid_argument, "reason: there is no such reason");
  }
  if (const auto text = request.query_value("label"); text && !text->empty()) {
    query.label = model::parse_nsfw_label(*text);
    if (!query.label) return fail(Code::invalid_argument, "label: use nsfw, safe or unknown");
  }
  query.text = request.query_value("text").value_or("");
  if (query.text.size() > 1000) return fail(Code::invalid_argument, "text: at most 1000 bytes");
  return query;
}

// How many rows the filter has in all; none when only counting them would tell.
std::optional<std::uint64_t> total_of(const store::FileQuery& query, const model::Tally& tally) {
  if (query.reason || query.label || !query.text.empty()) return std::nullopt;
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
  return std::nullopt;
}

task<http::Response> files(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto query = query_of(request);
  if (!query) co_return answer(query.error());
  const auto threshold = threshold_query(request, "nsfw_threshold");
  if (!threshold) co_return answer(threshold.error());
  auto snapshot = co_await context.ingest.snapshot(*id);
  if (!snapshot) co_return answer(snapshot.error());
  const double nsfw_threshold = threshold->value_or(snapshot->session.parameters.nsfw_threshold);
  query->nsfw_threshold = nsfw_threshold;
  const auto total = total_of(*query, snapshot->session.tally);
  auto page = co_await context.store.files(*id, std::move(*query));
  if (!page) co_return answer(page.error());
  json::array rows;
  rows.reserve(page->rows.size());
  for (const auto& row : page->rows) {
    json::object out = row_json(row, nsfw_threshold);
    out["thumbnail"] = thumbnail_address(*id, row);
    rows.push_back(std::move(out));
  }
  co_return answer(json::object{
      {"files", std::move(rows)},
      {"next_cursor", page->next ? json::value(std::to_string(page->next->value())) : json::value(nullptr)},
      {"total", total ? json::value(*total) : json::value(nullptr)}});
}

task<http::Response> report(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto snapshot = co_await context.ingest.snapshot(*id);
  if (!snapshot) co_return answer(snapshot.error());
  ReportData data{.snapshot = std::move(*snapshot)};
  auto failed =
      co_await context.store.files(*id, {.state = model::FileState::failed, .limit = ReportData::kMostFailures});
  if (!failed) co_return answer(failed.error());
  data.failures = std::move(failed->rows);
  auto done = co_await context.store.files(*id, {.state = model::FileState::done, .limit = ReportData::kMostFiles});
  if (!done) co_return answer(done.error());
  data.files = std::move(done->rows);
  http::Response response;
  response.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Content-Security-Policy", std::string(kReportPolicy));
  response.body = report_html(data);
  co_return response;
}

}  // namespace

void add_file_routes(http::Router& router, Context& context) {
  router.add(http::Method::get, "/api/ingest/files/{id}",
             [&](http::Request r) { return files(context, std::move(r)); });
  router.add(http::Method::get, "/api/ingest/report/{id}",
             [&](http::Request r) { return report(context, std::move(r)); });
}

}  // namespace sluice::api
