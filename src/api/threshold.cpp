// The NSFW threshold of a session: move it, or ask what one would make of its files.

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

Result<double> threshold_of(const http::Request& request) {
  const json::object body = SLUICE_TRY(object_body(request));
  SLUICE_TRY(allow_only(body, "nsfw_threshold"));
  const json::value* value = body.if_contains("nsfw_threshold");
  if (!value) return fail(Code::invalid_argument, "nsfw_threshold: is required");
  return model::parse_nsfw_threshold(*value);
}

task<http::Response> change(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto threshold = threshold_of(request);
  if (!threshold) co_return answer(threshold.error());
  auto session = co_await context.ingest.set_nsfw_threshold(*id, *threshold);
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", id->value()},
                                {"nsfw_threshold", session->parameters.nsfw_threshold},
                                {"nsfw_detected", session->tally.nsfw_detected}});
}

task<http::Response> nsfw(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto asked = threshold_query(request, "threshold");
  if (!asked) co_return answer(asked.error());
  double threshold = asked->value_or(0);
  if (!*asked) {
    auto session = co_await context.store.session(*id);
    if (!session) co_return answer(session.error());
    threshold = session->parameters.nsfw_threshold;
  }
  auto count = co_await context.store.nsfw_count(*id, threshold);
  if (!count) co_return answer(count.error());
  co_return answer(json::object{{"threshold", threshold},
                                {"nsfw", count->nsfw},
                                {"safe", count->safe},
                                {"unknown", count->unknown},
                                {"to_nsfw", count->to_nsfw},
                                {"to_safe", count->to_safe}});
}

}  // namespace

void add_threshold_routes(http::Router& router, Context& context) {
  router.add(http::Method::patch, "/api/ingest/session/{id}",
             [&](http::Request r) { return change(context, std::move(r)); });
  router.add(http::Method::get, "/api/ingest/session/{id}/nsfw",
             [&](http::Request r) { return nsfw(context, std::move(r)); });
}

}  // namespace sluice::api
