// Commit: ask what it would do, begin it, ask how far it is. Its live progress is on the session's stream.

#include <boost/json/array.hpp>

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

task<http::Response> commit(Context& context, http::Request request) {
  auto body = object_body(request);
  if (!body) co_return answer(body.error());
  auto id = session_field(*body, "session_id");
  if (!id) co_return answer(id.error());
  auto session = co_await context.ingest.commit(*id);
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", id->value()}, {"status", "commit_started"}});
}

task<http::Response> plan(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  const auto plan = co_await context.store.commit_plan(*id);
  if (!plan) co_return answer(plan.error());
  co_return answer(json::object{{"new", plan->added},
                                {"updated", plan->updated},
                                {"excluded", plan->excluded},
                                {"failed", plan->tally.failed},
                                {"skipped_existing", plan->tally.skipped_existing},
                                {"cancelled", plan->tally.cancelled},
                                {"committed", plan->committed}});
}

task<http::Response> commit_status(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto snapshot = co_await context.ingest.snapshot(*id);
  if (!snapshot) co_return answer(snapshot.error());
  const model::Session& s = snapshot->session;
  const bool failed = s.status == model::SessionStatus::commit_error && !s.error.empty();
  co_return answer(
      json::object{{"session_id", id->value()},
                   {"status", name(s.status)},
                   {"commit_progress", progress::commit_percent(s)},
                   {"commit_errors", json::array(snapshot->commit_errors.begin(), snapshot->commit_errors.end())},
                   {"commit_error", failed ? json::value(s.error) : json::value(nullptr)},
                   {"total", s.commit.total},
                   {"added", s.commit.added},
                   {"updated", s.commit.updated},
                   {"failed", s.commit.failed}});
}

}  // namespace

void add_commit_routes(http::Router& router, Context& context) {
  router.add(http::Method::post, "/api/ingest/commit", [&](http::Request r) { return commit(context, std::move(r)); });
  router.add(http::Method::get, "/api/ingest/session/{id}/commit-plan",
             [&](http::Request r) { return plan(context, std::move(r)); });
  router.add(http::Method::get, "/api/ingest/commit-status/{id}",
             [&](http::Request r) { return commit_status(context, std::move(r)); });
}

}  // namespace sluice::api
