// Reports: the printable page, and every file with its record as a download.

#include <fmt/format.h>

#include "api/answer.h"
#include "api/export.h"
#include "api/file_query.h"
#include "api/report.h"
#include "api/routes.h"

namespace sluice::api {
namespace {

constexpr std::uint32_t kRowsInPiece = 250;  // about a megabyte of records

// A download on its way: each piece is a page of the store, made into text on a disk thread. It holds nothing but
// where it is.
class Download {
 public:
  Download(Context& context, SessionId id, store::FileQuery query, ExportFormat format)
      : context_(context), id_(std::move(id)), query_(std::move(query)), writer_(format, id_, query_.nsfw_threshold) {
    query_.limit = kRowsInPiece;
    query_.with_records = true;
  }

  // Empty: that was all.
  task<Result<std::string>> next() {
    if (is_finished_) co_return std::string();
    auto page = co_await context_.store.files(id_, query_);
    if (!page) co_return fail(std::move(page).error());
    std::string out = is_begun_ ? std::string() : writer_.begin();
    is_begun_ = true;
    out += co_await run_blocking(context_.disk, [&] { return writer_.rows(page->rows); });
    if (page->next) {
      query_.after = *page->next;
    } else {
      out += writer_.end();
      is_finished_ = true;
    }
    co_return out;
  }

 private:
  Context& context_;
  SessionId id_;
  store::FileQuery query_;
  ExportWriter writer_;
  bool is_begun_ = false;
  bool is_finished_ = false;
};

http::Response download(Context& context, const SessionId& id, store::FileQuery query, ExportFormat format) {
  http::Response response;
  response.headers.emplace_back("Content-Type", std::string(content_type(format)));
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"sluice-{}.{}\"", id.value().substr(0, 8),
                                            format == ExportFormat::csv ? "csv" : "json"));
  response.headers.emplace_back("Cache-Control", "no-store");
  response.next_piece = [pieces = std::make_shared<Download>(context, id, std::move(query), format)] {
    return pieces->next();
  };
  return response;
}

task<http::Response> page(Context& context, SessionId id, progress::Snapshot snapshot) {
  ReportData data{.snapshot = std::move(snapshot), .facets = {}, .failures = {}, .files = {}};
  auto facets = co_await context.store.facets(id);
  if (!facets) co_return answer(facets.error());
  data.facets = std::move(*facets);
  auto failed =
      co_await context.store.files(id, {.state = model::FileState::failed, .limit = ReportData::kMostFailures});
  if (!failed) co_return answer(failed.error());
  data.failures = std::move(failed->rows);
  auto done = co_await context.store.files(id, {.state = model::FileState::done, .limit = ReportData::kMostFiles});
  if (!done) co_return answer(done.error());
  data.files = std::move(done->rows);
  http::Response response;
  response.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Content-Security-Policy", std::string(kReportPolicy));
  response.body = report_html(data);
  co_return response;
}

Result<std::optional<ExportFormat>> format_of(const http::Request& request) {
  const auto text = request.query_value("format");
  if (!text || text->empty() || *text == "html") return std::nullopt;
  if (*text == "csv") return ExportFormat::csv;
  if (*text == "json") return ExportFormat::json;
  return fail(Code::invalid_argument, "format: use html, csv or json");
}

task<http::Response> report(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  const auto format = format_of(request);
  if (!format) co_return answer(format.error());
  auto filter = filter_of(request);
  if (!filter) co_return answer(filter.error());
  const auto threshold = threshold_query(request, "nsfw_threshold");
  if (!threshold) co_return answer(threshold.error());
  auto snapshot = co_await context.ingest.snapshot(*id);
  if (!snapshot) co_return answer(snapshot.error());
  if (!*format) co_return co_await page(context, std::move(*id), std::move(*snapshot));
  filter->nsfw_threshold = threshold->value_or(snapshot->session.parameters.nsfw_threshold);
  co_return download(context, *id, std::move(*filter), **format);
}

}  // namespace

void add_report_routes(http::Router& router, Context& context) {
  router.add(http::Method::get, "/api/ingest/report/{id}",
             [&](http::Request r) { return report(context, std::move(r)); });
}

}  // namespace sluice::api
