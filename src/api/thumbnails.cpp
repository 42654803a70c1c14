// Thumbnails: small pictures of a session's files and of the catalogue's, by id and never by path.

#include "api/thumbnails.h"

#include <fmt/format.h>

#include "api/answer.h"
#include "api/routes.h"
#include "base/bytes.h"
#include "http/static_files.h"
#include "ingest/thumbnailer.h"
#include "model/thumbnail_name.h"

namespace sluice::api {
namespace {

Result<std::uint16_t> side_of(const http::Request& request) {
  const auto text = request.query_value("size");
  if (!text || *text == "256") return model::kThumbnailSide;
  if (*text == "512") return model::kLargeThumbnailSide;
  return fail(Code::invalid_argument, "size: use 256 or 512");
}

// An error is never kept: the file may be there again a moment later.
http::Response refused(Error error) {
  if (error.code == Code::unsupported) error.code = Code::not_found;  // a picture that does not exist
  http::Response response = answer(error);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::string etag_of(std::string_view key, std::uint16_t side) { return fmt::format("\"{}-{}\"", key, side); }

// What both 200 and 304 say. An address that names the bytes never shows others; any other is asked for again.
http::Response with_validators(const http::Request& request, const std::string& key, std::uint16_t side) {
  http::Response response;
  if (key.empty()) {
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }
  response.headers.emplace_back("ETag", etag_of(key, side));
  response.headers.emplace_back(
      "Cache-Control", request.query_value("v") == key ? "private, max-age=31536000, immutable" : "private, no-cache");
  return response;
}

task<http::Response> thumbnail(Context& context, const http::Request& request, ingest::Original original,
                               std::uint16_t side) {
  const auto client_has = [&](const std::string& key) {
    return !key.empty() && http::is_not_modified(request, etag_of(key, side));
  };
  if (client_has(original.key)) {
    http::Response response = with_validators(request, original.key, side);
    response.status = 304;
    co_return response;
  }
  auto made = co_await context.thumbnailer.get(std::move(original), side);
  if (!made) co_return refused(std::move(made).error());
  http::Response response = with_validators(request, made->key, side);
  if (client_has(made->key)) {
    response.status = 304;
    co_return response;
  }
  response.headers.emplace_back("Content-Type", std::string(model::kThumbnailMime));
  response.body = as_text(made->jpeg);
  co_return response;
}

task<http::Response> of_entry(Context& context, http::Request request) {
  const auto side = side_of(request);
  if (!side) co_return refused(side.error());
  const auto session = session_of(request);
  if (!session) co_return refused(session.error());
  const auto file = file_of(request);
  if (!file) co_return refused(file.error());
  auto original = co_await context.thumbnailer.find(*session, *file);
  if (!original) co_return refused(std::move(original).error());
  co_return co_await thumbnail(context, request, std::move(*original), *side);
}

task<http::Response> of_media(Context& context, http::Request request) {
  const auto side = side_of(request);
  if (!side) co_return refused(side.error());
  const auto media = number_argument(request, "id");
  if (!media) co_return refused(media.error());
  auto original = co_await context.thumbnailer.find(MediaId(*media));
  if (!original) co_return refused(std::move(original).error());
  co_return co_await thumbnail(context, request, std::move(*original), *side);
}

}  // namespace

boost::json::value thumbnail_address(const SessionId& session, const store::FileRow& row) {
  if (row.state != model::FileState::done) return nullptr;
  const std::string& key = row.summary.content_key;
  return boost::json::value(
      fmt::format("/api/ingest/files/{}/{}/thumb{}{}", session.value(), row.id.value(), key.empty() ? "" : "?v=", key));
}

void add_thumbnail_routes(http::Router& router, Context& context) {
  router.add(http::Method::get, "/api/ingest/files/{id}/{file}/thumb",
             [&](http::Request r) { return of_entry(context, std::move(r)); });
  router.add(http::Method::get, "/media/{id}/thumb", [&](http::Request r) { return of_media(context, std::move(r)); });
}

}  // namespace sluice::api
