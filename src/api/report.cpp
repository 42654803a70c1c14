#include "api/report.h"

#include <chrono>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/utf8.h"

namespace sluice::api {
namespace {
using Out = std::back_insert_iterator<std::string>;

constexpr std::string_view kStyle = R"(
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  th { font-weight: 600; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; margin: 1.5rem 0; padding: 0; }
  .facts div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
  .facts b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; } .quiet { opacity: .7; }
  .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2rem; align-items: start; }
  @page { margin: 15mm; }
  @media print {
    :root { color-scheme: light; } body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; }
    thead { display: table-header-group; } tr, .facts div { break-inside: avoid; } h2 { break-after: avoid; }
    .facts { grid-template-columns: repeat(5, 1fr); gap: 2mm; } .facts b { font-size: 12pt; } .quiet { opacity: 1; }
    .columns { grid-template-columns: repeat(2, 1fr); } th, td { padding: .8mm 1.5mm; }
  })";

void fact(Out out, std::string_view label, std::uint64_t number) {
  fmt::format_to(out, "<div><b>{}</b>{}</div>\n", number, escaped(label));
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

void facts(Out out, const ReportData& data) {
  const model::Session& s = data.snapshot.session;
  const model::Tally& t = s.tally;
  fmt::format_to(out, "<div class=\"facts\">\n");
  fact(out, "files", t.total());
  fact(out, "read", t.processed);
  fact(out, "failed", t.failed);
  if (t.cancelled) fact(out, "not read (cancelled)", t.cancelled);
  fact(out, "known already, skipped", t.skipped_existing);
  fact(out, "with metadata", t.metadata_extracted);
  fact(out, "keywords", t.keywords_added);
  fact(out, "scores", t.scores_imported);
  if (data.facets.excluded) fact(out, "left out by the user", data.facets.excluded);
  if (s.commit.total) fact(out, "in the catalogue", s.commit.committed());
  fmt::format_to(out, "</div>\n");
  if (!s.error.empty()) fmt::format_to(out, "<p><strong>{}</strong></p>\n", escaped(s.error));
}

// --- tables of two columns ----------------------------------------------------------------------------------------

struct Item {
  std::string text;
  std::string value;
};

void table(Out out, std::string_view title, std::string_view what, std::string_view value,
           const std::vector<Item>& items) {
  if (items.empty()) return;
  fmt::format_to(out,
                 "<section><h2>{}</h2>\n<table><thead><tr><th>{}</th><th class=\"n\">{}</th></tr></thead><tbody>\n",
                 title, what, value);
  for (const Item& item : items)
    fmt::format_to(out, "<tr><td>{}</td><td class=\"n\">{}</td></tr>\n", escaped(item.text), escaped(item.value));
  fmt::format_to(out, "</tbody></table></section>\n");
}

void parameters(Out out, const model::Session& s) {
  std::vector<Item> items;
  for (const auto& member : to_json(s.parameters)) {
    if (member.key() == "directories" || member.key() == "directory") continue;  // above
    const boost::json::value& value = member.value();
    items.push_back({member.key(), value.is_string() ? std::string(value.get_string()) : serialize(value)});
  }
  table(out, "Parameters", "Parameter", "Value", items);
}

void counted(Out out, std::string_view title, std::string_view what, const std::vector<Item>& items) {
  table(out, title, what, "Files", items);
}

std::vector<Item> most_frequent(const std::vector<store::FacetValue>& values) {
  std::vector<Item> out;
  for (const auto& [value, files] : values) {
    if (out.size() == ReportData::kMostValues) break;
    out.push_back({value.empty() ? "(none)" : value, std::to_string(files)});
  }
  return out;
}

void counts(Out out, const store::Facets& f) {
  std::vector<Item> reasons;
  for (const auto& [reason, files] : f.reasons) reasons.push_back({std::string(name(reason)), std::to_string(files)});
  std::vector<Item> changes;
  for (std::size_t i = 0; i < f.changes.size(); ++i) {
    if (f.changes[i] > 0)
      changes.push_back({std::string(name(static_cast<model::FileChange>(i))), std::to_string(f.changes[i])});
  }
  std::vector<Item> labels;
  for (const auto& [label, files] :
       {std::pair("nsfw", f.labels.nsfw), {"safe", f.labels.safe}, {"unknown", f.labels.unknown}})
    if (files > 0) labels.push_back({label, std::to_string(files)});
  counted(out, "Failures by reason", "Reason", reasons);
  counted(out, "Changes", "Beside the catalogue", changes);
  counted(out, "NSFW", "Label", labels);
  counted(out, "Generators", "Generator", most_frequent(f.generators));
  counted(out, "Models", "Model", most_frequent(f.models));
  counted(out, "Keywords", "Keyword", most_frequent(f.keywords));
}

// --- files --------------------------------------------------------------------------------------------------------

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

// The label, and where it comes from.
std::string label_of(const store::FileRow& row, double threshold) {
  const auto nsfw = row.nsfw(threshold);
  if (!nsfw) return "unknown";
  const std::string_view label = *nsfw ? "nsfw" : "safe";
  return row.own_nsfw ? fmt::format("{} (set)", label) : fmt::format("{} {:.2f}", label, *row.summary.nsfw_score);
}

void files(Out out, const ReportData& data) {
  if (data.files.empty()) return;
  const double threshold = data.snapshot.session.parameters.nsfw_threshold;
  fmt::format_to(
      out,
      "<h2>Files</h2>\n<table><thead><tr><th>File</th><th>Change</th><th>Type</th><th "
      "class=\"n\">Size</th><th>Generator</th><th>Model</th>"
      "<th class=\"n\">Keywords</th><th class=\"n\">Score</th><th class=\"n\">NSFW</th></tr></thead><tbody>\n");
  for (const auto& row : data.files) {
    const model::RecordSummary& s = row.summary;
    fmt::format_to(out,
                   "<tr><td>{}{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td "
                   "class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                   escaped(to_text(row.path)), row.included ? "" : " <i>(left out)</i>",
                   row.change ? name(*row.change) : "", escaped(s.format),
                   s.width ? fmt::format("{}×{}", s.width, s.height) : "", escaped(s.generator), escaped(s.model_name),
                   s.keyword_count, row.score() ? fmt::format("{:g}", *row.score()) : "", label_of(row, threshold));
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
  facts(out, data);
  page += "<div class=\"columns\">\n";
  parameters(out, data.snapshot.session);
  counts(out, data.facets);
  page += "</div>\n";
  failures(out, data);
  files(out, data);
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace sluice::api
