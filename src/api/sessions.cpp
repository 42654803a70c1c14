// Sessions: start, cancel, forget, list.

#include <boost/json/array.hpp>

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

constexpr std::int64_t kMostSessions = 200;  // a page of the history

task<http::Response> process(Context& context, http::Request request) {
  auto body = object_body(request);
  if (!body) co_return answer(body.error());
  const json::value* given = body->if_contains("parameters");
  if (!given || !given->is_object())
    co_return answer(Error{Code::invalid_argument, "parameters: is required and must be an object"});
  if (auto allowed = allow_only(*body, "parameters"); !allowed) co_return answer(allowed.error());
  auto parameters = model::parse_parameters(given->get_object());
  if (!parameters) co_return answer(parameters.error());
  auto session = co_await context.ingest.start(std::move(*parameters));
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", session->id.value()},
                                {"status", "started"},
                                {"total_files", session->tally.total()},
                                {"total_discovered", session->tally.discovered},
                                {"skipped_existing", session->tally.skipped_existing},
                                {"discovering", session->discovering}});
}

task<http::Response> cancel(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto session = co_await context.ingest.cancel(*id);
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", id->value()}, {"status", name(session->status)}});
}

task<http::Response> forget(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto removed = co_await context.ingest.remove(*id);
  if (!removed) co_return answer(removed.error());
  co_return answer(json::object{{"status", "cleaned_up"}});
}

json::object entry_of(const model::Session& s) {
  return {{"session_id", s.id.value()},
          {"status", name(s.status)},
          {"start_time", to_iso8601(s.started_at)},
          {"end_time", s.ended_at ? json::value(to_iso8601(*s.ended_at)) : json::value(nullptr)},
          {"directories", json::array(s.parameters.directories.begin(), s.parameters.directories.end())},
          {"parameters", to_json(s.parameters)},
          {"total_files", s.tally.total()},
          {"processed_files", s.tally.processed},
          {"errors", s.tally.failed},
          {"skipped_existing", s.tally.skipped_existing},
          {"committed", s.commit.committed()},
          {"error", s.error.empty() ? json::value(nullptr) : json::value(s.error)}};
}

task<http::Response> list(Context& context, http::Request request) {
  auto limit = number_query(request, "limit", 1, kMostSessions, 50);
  if (!limit) co_return answer(limit.error());
  std::optional<SessionId> before;
  if (const auto cursor = request.query_value("cursor")) {
    if (!is_session_id(*cursor)) co_return answer(Error{Code::invalid_argument, "cursor: is none that a page gave"});
    before = SessionId(std::string(*cursor));
  }
  auto sessions = co_await context.store.sessions(static_cast<std::uint32_t>(*limit), before);
  if (!sessions) co_return answer(sessions.error());
  json::array out;
  for (const model::Session& session : *sessions) out.push_back(entry_of(session));
  const bool more = sessions->size() == static_cast<std::size_t>(*limit);
  co_return answer(
      json::object{{"sessions", std::move(out)},
                   {"next_cursor", more ? json::value(sessions->back().id.value()) : json::value(nullptr)}});
}

task<http::Response> active(Context& context, http::Request) {
  auto session = co_await context.store.active_session();
  if (!session) co_return answer(session.error());
  if (!*session) co_return answer(json::object{{"session_id", nullptr}, {"status", nullptr}});
  co_return answer(json::object{{"session_id", (*session)->id.value()}, {"status", name((*session)->status)}});
}

}  // namespace

void add_session_routes(http::Router& router, Context& context) {
  using http::Method;
  router.add(Method::post, "/api/ingest/process", [&](http::Request r) { return process(context, std::move(r)); });
  router.add(Method::post, "/api/ingest/session/{id}/cancel",
             [&](http::Request r) { return cancel(context, std::move(r)); });
  router.add(Method::del, "/api/ingest/session/{id}", [&](http::Request r) { return forget(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/sessions", [&](http::Request r) { return list(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/active-session", [&](http::Request r) { return active(context, std::move(r)); });
}

}  // namespace sluice::api
