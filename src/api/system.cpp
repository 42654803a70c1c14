// What the page must know before it asks for anything; the probes and the metrics.

#include <boost/json/array.hpp>

#include "api/answer.h"
#include "api/metrics.h"
#include "api/routes.h"
#include "base/utf8.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

task<http::Response> config(Context& context, http::Request request) {
  const Browser browser = browser_of(request);
  json::array roots;
  for (const std::string& root : context.roots.paths()) roots.push_back(json::value(to_text(root)));
  http::Response response = answer(json::object{
      {"version", context.facts.version},
      {"roots", std::move(roots)},
      {"nsfw_available", context.facts.nsfw_available},
      {"nsfw_detail",
       context.facts.nsfw_detail.empty() ? json::value(nullptr) : json::value(context.facts.nsfw_detail)},
      {"nsfw_model", context.facts.nsfw_model.empty() ? json::value(nullptr) : json::value(context.facts.nsfw_model)},
      {"transport", context.rollout.streams(browser.id) ? "sse" : "polling"},
      {"workers", context.pool.size()},
      {"time", context.clock.wall().time_since_epoch().count()},
      {"default_pattern", model::kDefaultPattern},
      {"limits", {{"max_directories", 1000}, {"files_page", 1000}, {"body_bytes", 1024 * 1024}}}});
  if (!browser.set_cookie.empty()) response.headers.emplace_back("Set-Cookie", browser.set_cookie);
  co_return response;
}

task<http::Response> metrics(Context& context, http::Request) {
  http::Response response;
  response.headers.emplace_back("Content-Type", std::string(kExpositionType));
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = exposition({.version = context.facts.version,
                              .started_at = context.started_at,
                              .telemetry = context.telemetry,
                              .ingest = context.ingest.statistics(),
                              .pool = context.pool.statistics(),
                              .thumbnails = context.thumbnails.statistics(),
                              .http = context.http_statistics(),
                              .process = process_facts()});
  co_return response;
}

task<http::Response> alive(Context&, http::Request) { co_return answer(json::object{{"status", "ok"}}); }

// Ready: the database answers.
task<http::Response> ready(Context& context, http::Request) {
  auto sessions = co_await context.store.sessions(1, std::nullopt);
  if (!sessions) co_return answer(Error{Code::unavailable, sessions.error().message});
  co_return answer(json::object{{"status", "ready"}});
}

}  // namespace

void add_system_routes(http::Router& router, Context& context) {
  using http::Method;
  router.add(Method::get, "/api/ingest/config", [&](http::Request r) { return config(context, std::move(r)); });
  router.add(Method::get, "/metrics", [&](http::Request r) { return metrics(context, std::move(r)); });
  router.add(Method::get, "/healthz", [&](http::Request r) { return alive(context, std::move(r)); });
  router.add(Method::get, "/readyz", [&](http::Request r) { return ready(context, std::move(r)); });
}

}  // namespace sluice::api
