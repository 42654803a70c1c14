// Control: pause, resume, cancel.

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

using Command = task<Result<model::Session>> (ingest::Ingest::*)(SessionId);

template <Command command>
task<http::Response> control(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto session = co_await (context.ingest.*command)(*id);
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", id->value()}, {"status", name(session->status)}});
}

}  // namespace

void add_control_routes(http::Router& router, Context& context) {
  using http::Method;
  using ingest::Ingest;
  router.add(Method::post, "/api/ingest/session/{id}/pause",
             [&](http::Request r) { return control<&Ingest::pause>(context, std::move(r)); });
  router.add(Method::post, "/api/ingest/session/{id}/resume",
             [&](http::Request r) { return control<&Ingest::resume>(context, std::move(r)); });
  router.add(Method::post, "/api/ingest/session/{id}/cancel",
             [&](http::Request r) { return control<&Ingest::cancel>(context, std::move(r)); });
}

}  // namespace sluice::api
