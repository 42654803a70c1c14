// Undo: take a commit back, and what became of it. Its live progress is on the session's stream.

#include <boost/json/array.hpp>

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

task<http::Response> undo(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto session = co_await context.ingest.undo(*id);
  if (!session) co_return answer(session.error());
  co_return answer(json::object{{"session_id", id->value()}, {"status", "undo_started"}});
}

task<http::Response> undone(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  const auto session = co_await context.store.session(*id);
  if (!session) co_return answer(session.error());
  if (!session->undo) co_return answer(Error{Code::not_found, "no commit of this session has been undone"});
  const auto kept = co_await context.store.kept_files(*id);
  if (!kept) co_return answer(kept.error());
  json::array files;
  for (const store::KeptFile& file : *kept) {
    json::object item;
    put_path(item, file.path);
    item["why"] = file.why;
    files.push_back(std::move(item));
  }
  co_return answer(json::object{{"removed", session->undo->removed},
                                {"restored", session->undo->restored},
                                {"kept", session->undo->kept},
                                {"files", std::move(files)}});
}

}  // namespace

void add_undo_routes(http::Router& router, Context& context) {
  using http::Method;
  router.add(Method::post, "/api/ingest/session/{id}/undo",
             [&](http::Request r) { return undo(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/session/{id}/undo",
             [&](http::Request r) { return undone(context, std::move(r)); });
}

}  // namespace sluice::api
