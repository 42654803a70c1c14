#include "api/file_row.h"

#include <boost/json/parse.hpp>

#include "api/thumbnails.h"
#include "base/bytes.h"
#include "base/utf8.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value positive_or_null(double number) { return number > 0 ? json::value(number) : json::value(nullptr); }
json::value positive_or_null(std::uint32_t number) { return number > 0 ? json::value(number) : json::value(nullptr); }
template <class T>
json::value value_or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}
json::value failure_or_null(const std::optional<model::Failure>& failure) {
  if (!failure) return nullptr;
  return json::object{
      {"stage", name(failure->stage)}, {"reason", name(failure->reason)}, {"message", failure->message}};
}

// It came from a worker, so that it is JSON must be found out.
json::value record_or_null(const std::string& record_json) {
  boost::system::error_code ec;
  json::value record = json::parse(record_json, ec);
  return ec || !record.is_object() ? json::value(nullptr) : record;
}

}  // namespace

json::object row_json(const SessionId& session, const store::FileRow& row, double nsfw_threshold) {
  const model::RecordSummary& s = row.summary;
  json::object out;
  out.reserve(34);
  out["id"] = row.id.value();
  out["path"] = to_text(row.path);
  if (!is_utf8(row.path)) out["path_base64"] = to_base64(as_bytes(row.path));
  out["size"] = row.size;
  out["state"] = name(row.state);
  out["skipped_existing"] = row.skipped_existing;
  out["error"] = failure_or_null(row.failure);
  out["at"] = row.at ? json::value(to_iso8601(*row.at)) : json::value(nullptr);
  out["included"] = row.included;
  out["committed"] = row.committed;
  out["commit_error"] = failure_or_null(row.commit_failure);
  out["change"] = row.change ? json::value(name(*row.change)) : json::value(nullptr);
  out["same_as"] = text_or_null(to_text(row.same_as));
  out["file_type"] = row.state == model::FileState::done ? json::value(name(s.file_type)) : json::value(nullptr);
  out["format"] = text_or_null(s.format);
  out["width"] = positive_or_null(s.width);
  out["height"] = positive_or_null(s.height);
  out["duration"] = positive_or_null(s.duration_s);
  out["keyword_count"] = s.keyword_count;
  out["warning_count"] = s.warning_count;
  out["score"] = value_or_null(row.score());
  out["score_set"] = row.own_score.has_value();
  out["nsfw_score"] = value_or_null(s.nsfw_score);
  out["nsfw"] = value_or_null(row.nsfw(nsfw_threshold));
  out["nsfw_set"] = row.own_nsfw.has_value();
  out["generator"] = text_or_null(s.generator);
  out["model_name"] = text_or_null(s.model_name);
  out["thumbnail"] = thumbnail_address(session, row);
  return out;
}

json::object detail_json(const SessionId& session, const store::FileRow& row, double nsfw_threshold) {
  json::object out = row_json(session, row, nsfw_threshold);
  out["record"] = record_or_null(row.record_json);
  return out;
}

}  // namespace sluice::api
