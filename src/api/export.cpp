#include "api/export.h"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/file_row.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "model/record_json.h"

namespace sluice::api {
namespace {

constexpr std::string_view kHeader =
    "id,path,state,size,change,same_as,included,committed,stage,reason,message,file_type,format,width,height,duration,"
    "score,score_set,nsfw,nsfw_score,nsfw_set,generator,model_name,keywords,prompt,negative_prompt,sampler,steps,"
    "cfg_scale,seed,warnings,path_base64\r\n";

// What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), the full-width forms too. White space
// before it does not help everywhere.
bool looks_like_formula(std::string_view text) {
  constexpr std::array<std::string_view, 8> kStarts{
      "=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
  if (text.starts_with('\t') || text.starts_with('\r') || text.starts_with('\n')) return true;
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return text.starts_with(start); });
}

// The cells of one row.
class Line {
 public:
  explicit Line(std::string& out) : out_(out) {}
  ~Line() { out_.replace(out_.size() - 1, 1, "\r\n"); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void text(std::string_view text) { out_.append(csv_cell(text)).append(1, ','); }
  void flag(bool value) { out_ += value ? "1," : "0,"; }
  void flag(const std::optional<bool>& value) { value ? flag(*value) : empty(); }
  void empty() { out_ += ','; }
  template <class T>
  void number(const T& value) {
    fmt::format_to(std::back_inserter(out_), "{},", value);
  }
  template <class T>
  void number(const std::optional<T>& value) {
    value ? number(*value) : empty();
  }
  template <class T>
  void positive(T value) {
    value > 0 ? number(value) : empty();
  }

 private:
  std::string& out_;
};

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, "; ")); }

std::vector<std::string> texts_of(const std::vector<model::Keyword>& keywords) {
  std::vector<std::string> out;
  out.reserve(keywords.size());
  for (const auto& keyword : keywords) out.push_back(keyword.text);
  return out;
}

void add_failure(Line& line, const std::optional<model::Failure>& failure) {
  line.text(failure ? name(failure->stage) : "");
  line.text(failure ? name(failure->reason) : "");
  line.text(failure ? failure->message : "");
}

void add_record(Line& line, const store::FileRow& row) {
  const model::Record record = model::record_from_json(row.record_json).value_or(model::Record{});
  const model::Prompt& prompt = record.prompt;
  line.text(joined(texts_of(record.keywords)));
  line.text(prompt.prompt);
  line.text(prompt.negative_prompt);
  line.text(prompt.sampler);
  line.number(prompt.steps);
  line.number(prompt.cfg_scale);
  line.text(prompt.seed);
  line.text(joined(record.warnings));
}

}  // namespace

std::string_view content_type(ExportFormat format) {
  return format == ExportFormat::csv ? "text/csv; charset=utf-8; header=present" : "application/json";
}

std::string csv_cell(std::string_view text) {
  std::string out;
  const bool is_quoted = text.find_first_of(",\"\r\n") != text.npos || text.starts_with(' ') || text.ends_with(' ');
  out.reserve(text.size() + 3);
  if (is_quoted) out += '"';
  if (looks_like_formula(text)) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (is_quoted) out += '"';
  return out;
}

std::string ExportWriter::begin() const { return format_ == ExportFormat::csv ? std::string(kHeader) : "["; }
std::string ExportWriter::end() const { return format_ == ExportFormat::csv ? "" : "\n]\n"; }

std::string ExportWriter::rows(const std::vector<store::FileRow>& rows) {
  std::string out;
  for (const store::FileRow& row : rows) format_ == ExportFormat::csv ? add_csv(row, out) : add_json(row, out);
  return out;
}

void ExportWriter::add_csv(const store::FileRow& row, std::string& out) const {
  const model::RecordSummary& s = row.summary;
  const bool is_done = row.state == model::FileState::done;
  Line line(out);
  line.number(row.id.value());
  line.text(to_text(row.path));
  line.text(name(row.state));
  line.number(row.size);
  line.text(row.change ? name(*row.change) : "");
  line.text(to_text(row.same_as));
  line.flag(row.included);
  line.flag(row.committed);
  add_failure(line, row.failure ? row.failure : row.commit_failure);
  line.text(is_done ? name(s.file_type) : "");
  line.text(s.format);
  line.positive(s.width);
  line.positive(s.height);
  line.positive(s.duration_s);
  line.number(row.score());
  line.flag(row.own_score.has_value());
  line.flag(row.nsfw(nsfw_threshold_));
  line.number(s.nsfw_score);
  line.flag(row.own_nsfw.has_value());
  line.text(s.generator);
  line.text(s.model_name);
  add_record(line, row);
  line.text(is_utf8(row.path) ? "" : to_base64(as_bytes(row.path)));
}

void ExportWriter::add_json(const store::FileRow& row, std::string& out) {
  out += is_first_ ? "\n" : ",\n";
  is_first_ = false;
  out += boost::json::serialize(detail_json(session_, row, nsfw_threshold_));
}

}  // namespace sluice::api
