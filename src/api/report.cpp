#include "api/report.h"

#include <chrono>

#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::api {
namespace {
using Out = std::back_insert_iterator<std::string>;

constexpr std::string_view kStyle = R"(
  :root { color-scheme: light dark; }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); overflow-wrap: anywhere; }
  th { font-weight: 600; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; margin: 1.5rem 0; padding: 0; }
  .facts div { border: 1px solid color-mix(in srgb, currentColor 18%, transparent); border-radius: .5rem; padding: .6rem .8rem; }
  .facts b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; } .quiet { opacity: .7; }
  @media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } })";

void fact(Out out, std::string_view label, std::string_view value) {
  fmt::format_to(out, "<div><b>{}</b>{}</div>\n", escaped(value), escaped(label));
}

std::string moment(WallTime time) {
  return to_iso8601(std::chrono::floor<std::chrono::seconds>(time)).substr(0, 19) + "Z";
}

void head(Out out, const model::Session& s) {
  fmt::format_to(out,
                 "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                 "content=\"width=device-width, initial-scale=1\">\n<title>Ingest "
                 "report</title>\n<style>{}</style>\n</head>\n<body>\n"
                 "<h1>Ingest report</h1>\n<p class=\"quiet\">Session {} · {} · started {}{}</p>\n<p>",
                 kStyle, escaped(s.id.value()), name(s.status), moment(s.started_at),
                 s.ended_at ? fmt::format(" · ended {}", moment(*s.ended_at)) : "");
  for (const auto& directory : s.parameters.directories)
    fmt::format_to(out, "<code>{}</code><br>", escaped(to_text(directory)));
  fmt::format_to(out, "</p>\n");
}

void facts(Out out, const model::Session& s) {
  const model::Tally& t = s.tally;
  fmt::format_to(out, "<div class=\"facts\">\n");
  fact(out, "files", std::to_string(t.total()));
  fact(out, "read", std::to_string(t.processed));
  fact(out, "failed", std::to_string(t.failed));
  if (t.cancelled) fact(out, "not read (cancelled)", std::to_string(t.cancelled));
  fact(out, "known already, skipped", std::to_string(t.skipped_existing));
  fact(out, "with metadata", std::to_string(t.metadata_extracted));
  fact(out, "keywords", std::to_string(t.keywords_added));
  fact(out, "scores", std::to_string(t.scores_imported));
  if (s.commit.total) fact(out, "in the catalogue", std::to_string(s.commit.committed()));
  fmt::format_to(out, "</div>\n");
  if (!s.error.empty()) fmt::format_to(out, "<p><strong>{}</strong></p>\n", escaped(s.error));
}

void rest(Out out, std::uint64_t all, std::size_t shown) {
  if (all > shown) fmt::format_to(out, "<p class=\"quiet\">The first {} of {} are listed.</p>\n", shown, all);
}

void failures(Out out, const ReportData& data) {
  if (data.failures.empty()) return;
  fmt::format_to(out,
                 "<h2>Failed files</h2>\n<table><thead><tr><th>File</th><th>Stage</th><th>Reason</th><th>What "
                 "happened</th></tr></thead><tbody>\n");
  for (const auto& row : data.failures) {
    const model::Failure failure = row.failure.value_or(model::Failure{});
    fmt::format_to(out, "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(to_text(row.path)),
                   name(failure.stage), name(failure.reason), escaped(failure.message));
  }
  fmt::format_to(out, "</tbody></table>\n");
  rest(out, data.snapshot.session.tally.failed, data.failures.size());
}

void files(Out out, const ReportData& data) {
  if (data.files.empty()) return;
  fmt::format_to(
      out,
      "<h2>Files</h2>\n<table><thead><tr><th>File</th><th>Type</th><th "
      "class=\"n\">Size</th><th>Generator</th><th>Model</th>"
      "<th class=\"n\">Keywords</th><th class=\"n\">Score</th><th class=\"n\">NSFW</th></tr></thead><tbody>\n");
  for (const auto& row : data.files) {
    const model::RecordSummary& s = row.summary;
    fmt::format_to(out,
                   "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td "
                   "class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                   escaped(to_text(row.path)), escaped(s.format),
                   s.width ? fmt::format("{}×{}", s.width, s.height) : "", escaped(s.generator), escaped(s.model_name),
                   s.keyword_count, s.score ? fmt::format("{:g}", *s.score) : "",
                   s.nsfw_score ? fmt::format("{:.2f}", *s.nsfw_score) : "unknown");
  }
  fmt::format_to(out, "</tbody></table>\n");
  rest(out, data.snapshot.session.tally.processed, data.files.size());
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string report_html(const ReportData& data) {
  std::string page;
  const auto out = std::back_inserter(page);
  head(out, data.snapshot.session);
  facts(out, data.snapshot.session);
  failures(out, data);
  files(out, data);
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace sluice::api
