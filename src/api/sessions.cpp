// Sessions: start, forget, list.

#include <cmath>

#include <boost/json/array.hpp>

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

constexpr std::int64_t kMostSessions = 200;  // a page of the history

task<http::Response> process(Context& context, http::Request request) {
  auto parameters = parameters_of(request);
  if (!parameters) co_return answer(parameters.error());
  auto session = co_await context.ingest.start(std::move(*parameters));
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", session->id.value()},
                                {"status", "started"},
                                {"total_files", session->tally.total()},
                                {"total_discovered", session->tally.discovered},
                                {"skipped_existing", session->tally.skipped_existing},
                                {"discovering", session->is_discovering()}});
}

task<http::Response> forget(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto removed = co_await context.ingest.remove(*id);
  if (!removed) co_return answer(removed.error());
  co_return answer(json::object{{"status", "cleaned_up"}});
}

// Sessions of earlier versions did not count their time.
json::value duration_of(const model::Session& s) {
  if (s.worked == Duration::zero() && s.tally.settled() > 0) return nullptr;
  return std::round(std::chrono::duration<double>(s.worked).count() * 1000) / 1000;
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
          {"run", s.run},
          {"duration_seconds", duration_of(s)},
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

task<http::Response> one(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto session = co_await context.store.session(*id);
  if (!session) co_return answer(session.error());
  co_return answer(entry_of(*session));
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
  router.add(Method::get, "/api/ingest/session/{id}", [&](http::Request r) { return one(context, std::move(r)); });
  router.add(Method::del, "/api/ingest/session/{id}", [&](http::Request r) { return forget(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/sessions", [&](http::Request r) { return list(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/active-session", [&](http::Request r) { return active(context, std::move(r)); });
}

}  // namespace sluice::api
