// Progress: the event stream and its polling fallback. Both show the same snapshot.

#include <charconv>
#include <random>

#include <fmt/format.h>

#include "api/answer.h"
#include "api/routes.h"
#include "http/static_files.h"
#include "progress/channel.h"

namespace sluice::api {
namespace {

// Since when polling is deprecated in favour of the stream (RFC 9745: seconds since 1970): 2026-11-01.
constexpr std::string_view kPollingDeprecated = "@1793491200";

// What is sent before the first event: how long a browser waits before it reconnects, spread so that after a restart
// not all come in the same moment.
std::string preamble() {
  static std::minstd_rand random{std::random_device{}()};
  return fmt::format("retry: {}\n\n", 1000 + random() % 1000);
}

// The id that the reader has already, from a reconnect (header) or a new EventSource (query). 0: none, or not usable.
std::int64_t last_seen(const http::Request& request) {
  auto text = request.header("last-event-id");
  if (!text) text = request.query_value("last_event_id");
  std::int64_t id = 0;
  if (text) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), id);
    if (error != std::errc{} || end != text->data() + text->size() || id < 0) id = 0;
  }
  return id;
}

task<http::Response> stream(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  const std::int64_t seen = last_seen(request);
  if (context.viewers.is_full()) {
    http::Response full = answer(Error{Code::unavailable, "too many streams are open; poll status meanwhile and try again"});
    co_return full;
  }

  http::Response response;
  if (auto channel = context.hub.find(*id)) {
    // A cursor from before: what has that version is not sent again. One from the future (another data folder) is void.
    const auto& latest = channel->latest();
    const std::int64_t cursor = latest && seen <= latest->version ? seen : 0;
    response.take_stream = [&context, channel, cursor](std::unique_ptr<http::SseStream> taken) {
      context.viewers.add(std::move(taken), channel, cursor, preamble());
    };
    co_return response;
  }

  auto snapshot = co_await context.ingest.snapshot(*id);
  if (!snapshot) co_return answer(snapshot.error());
  if (seen == snapshot->session.version && model::is_resting(snapshot->session.status)) {
    response.status = 204;  // there will be no more: this stops an EventSource
    co_return response;
  }
  response.take_stream = [&context, bytes = preamble() + *progress::encode(*snapshot).wire](std::unique_ptr<http::SseStream> taken) {
    context.viewers.add(std::move(taken), bytes);
  };
  co_return response;
}

task<http::Response> status(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  std::optional<progress::Event> event;
  if (const auto channel = context.hub.find(*id)) event = channel->latest();
  if (!event) {
    auto snapshot = co_await context.ingest.snapshot(*id);
    if (!snapshot) co_return answer(snapshot.error());
    event = progress::encode(*snapshot);
  }
  ++context.telemetry.status_polls;
  context.telemetry.session_followed(*id, Telemetry::Transport::polling);
  const std::string etag = fmt::format("\"{}\"", event->version);
  http::Response response;
  if (http::is_not_modified(request, etag)) {
    response.status = 304;
  } else {
    response = answer_json(*event->snapshot);
  }
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.headers.emplace_back("Deprecation", std::string(kPollingDeprecated));
  if (!context.polling_sunset.empty()) response.headers.emplace_back("Sunset", context.polling_sunset);
  response.headers.emplace_back("Link", fmt::format("</api/ingest/stream/{}>; rel=\"successor-version\"", id->value()));
  co_return response;
}

}  // namespace

void add_progress_routes(http::Router& router, Context& context) {
  using http::Method;
  router.add(Method::get, "/api/ingest/stream/{id}", [&](http::Request r) { return stream(context, std::move(r)); });
  router.add(Method::get, "/api/ingest/status/{id}", [&](http::Request r) { return status(context, std::move(r)); });
}

}  // namespace sluice::api
