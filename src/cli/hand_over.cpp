#include "cli/hand_over.h"

#include <cstdio>
#include <filesystem>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/data_folder.h"
#include "base/utf8.h"
#include "cli/exit_code.h"
#include "http/client.h"
#include "model/session.h"

namespace sluice::cli {
namespace {
namespace json = boost::json;

Result<json::object> ask(const http::Client& client, http::Method method, const std::string& target,
                         const json::object& body) {
  const auto answer = SLUICE_TRY(client.send(method, target, body.empty() ? std::string() : json::serialize(body)));
  boost::system::error_code ec;
  json::value value = json::parse(answer.body, ec);
  if (ec || !value.is_object())
    return fail(Code::internal, fmt::format("the server answered {} without JSON", answer.status));
  json::object& object = value.get_object();
  if (answer.status == 200) return std::move(object);
  const json::value* detail = object.if_contains("detail");
  return fail(Code::denied, detail && detail->is_string() ? std::string(detail->get_string())
                                                          : fmt::format("the server answered {}", answer.status));
}

model::SessionStatus status_of(const json::object& snapshot) {
  const json::value* status = snapshot.if_contains("status");
  return status && status->is_string()
             ? model::parse_session_status(status->get_string()).value_or(model::SessionStatus::error)
             : model::SessionStatus::error;
}

void draw(const json::object& snapshot) {
  if (!::isatty(STDERR_FILENO)) return;
  const auto number = [&](const char* key) {
    return snapshot.contains(key) && snapshot.at(key).is_int64() ? snapshot.at(key).get_int64() : 0;
  };
  fmt::print(stderr, "\r\033[K{} %  {} of {} files",
             number(status_of(snapshot) == model::SessionStatus::committing ? "commit_progress" : "progress"),
             number("processed_files"), number("total_files"));
}

// The session's last snapshot, once it rests. A stream that breaks is taken up again: the server may restart.
Result<json::object> follow(const http::Client& client, const std::string& id) {
  for (int attempt = 0; attempt < 30; ++attempt) {
    const auto status = client.follow("/api/ingest/stream/" + id, [](std::string_view data) {
      boost::system::error_code ec;
      const json::value snapshot = json::parse(data, ec);
      if (!ec && snapshot.is_object()) draw(snapshot.get_object());
      return true;
    });
    auto snapshot = ask(client, http::Method::get, "/api/ingest/status/" + id, {});
    if (snapshot && model::is_resting(status_of(*snapshot))) {
      if (::isatty(STDERR_FILENO)) fmt::print(stderr, "\r\033[K");
      return snapshot;
    }
    if (!status) ::sleep(1);
  }
  return fail(Code::unavailable, "the server is gone; the session goes on when it is started again");
}

std::int64_t count(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

Result<int> hand_over(const std::string& folder, const std::vector<std::string>& directories,
                      const IngestOptions& options) {
  const std::string url = SLUICE_TRY(app::DataFolder::owner(folder));
  const http::Client client = SLUICE_TRY(http::Client::to(url, app::DataFolder::known_token(folder)));
  json::object parameters;
  json::array paths;
  for (const std::string& directory : directories) {
    std::error_code ec;
    const auto real = std::filesystem::canonical(directory, ec);
    if (ec) return fail(Code::invalid_argument, fmt::format("{}: {}", directory, ec.message()));
    paths.push_back(json::value(to_text(real.string())));
  }
  parameters["directories"] = std::move(paths);
  if (!options.pattern.empty()) parameters["pattern"] = options.pattern;
  if (options.max_files) parameters["max_files"] = *options.max_files;
  if (options.metadata_only) parameters["enable_nsfw_detection"] = false;  // `pixels` follows
  const json::object started =
      SLUICE_TRY(ask(client, http::Method::post, "/api/ingest/process", {{"parameters", std::move(parameters)}}));
  const std::string id(started.at("session_id").as_string());
  fmt::print(stderr, "handed to the Sluice at {} as session {}\n", url, id);
  json::object end = SLUICE_TRY(follow(client, id));
  if (options.commit && model::may_commit(status_of(end))) {
    SLUICE_TRY(ask(client, http::Method::post, "/api/ingest/commit", {{"session_id", id}}));
    end = SLUICE_TRY(follow(client, id));
  }
  const json::object stats =
      end.contains("stats") && end.at("stats").is_object() ? end.at("stats").get_object() : json::object();
  if (options.json) {
    fmt::print("{}\n", json::serialize(end));
  } else {
    fmt::print("{}: {} files found, {} known already, {} read, {} failed\n", name(status_of(end)),
               count(stats, "total_discovered"), count(stats, "skipped_existing"), count(stats, "processed_files"),
               count(stats, "errors"));
  }
  const auto status = status_of(end);
  if (status == model::SessionStatus::error || status == model::SessionStatus::cancelled) return kFailed;
  return count(stats, "errors") > 0 || status == model::SessionStatus::commit_error ? kSomeFilesFailed : kDone;
}

}  // namespace sluice::cli
