// Retry: failed files again, all or those of one reason.

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

Result<std::optional<model::Reason>> reason_of(const http::Request& request) {
  const json::object body = SLUICE_TRY(object_body(request));
  SLUICE_TRY(allow_only(body, "reason"));
  const json::value* value = body.if_contains("reason");
  if (!value || value->is_null()) return std::nullopt;
  const auto reason = value->is_string() ? model::parse_reason(value->get_string()) : std::nullopt;
  if (!reason) return fail(Code::invalid_argument, "reason: there is no such reason; leave it out for all");
  return reason;
}

task<http::Response> retry(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto reason = reason_of(request);
  if (!reason) co_return answer(reason.error());
  auto retried = co_await context.ingest.retry(*id, *reason);
  if (!retried) co_return answer(retried.error());
  co_return answer(json::object{{"session_id", id->value()},
                                {"status", name(retried->session.status)},
                                {"retried", retried->retried},
                                {"left", retried->session.tally.failed}});
}

}  // namespace

void add_retry_routes(http::Router& router, Context& context) {
  router.add(http::Method::post, "/api/ingest/session/{id}/retry",
             [&](http::Request r) { return retry(context, std::move(r)); });
}

}  // namespace sluice::api
