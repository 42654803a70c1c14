// Progress: the event stream and its polling fallback. Both show the same snapshot.

#include <charconv>

#include <fmt/format.h>

#include "api/answer.h"
#include "api/routes.h"
#include "http/accept_encoding.h"
#include "http/static_files.h"
#include "progress/channel.h"

namespace sluice::api {
namespace {

// Since when polling is deprecated in favour of the stream (RFC 9745: seconds since 1970): 2026-11-01.
constexpr std::string_view kPollingDeprecated = "@1793491200";

// How many failures of the past a stream begins with; `files` lists the older ones.
constexpr std::uint32_t kFailuresToldAtFirst = 5'000;

struct Asked {
  progress::Form form = progress::Form::snapshots;
  bool comes_back = false;   // with the id of an event, from a reconnect (header) or a new EventSource (query)
  std::int64_t last_id = 0;  // 0: none, or not usable
};

Result<Asked> asked_of(const http::Request& request) {
  Asked out;
  if (const auto patch = request.query_value("patch")) {
    if (*patch != "0" && *patch != "1") return fail(Code::invalid_argument, "patch: must be 0 or 1");
    if (*patch == "1") out.form = progress::Form::patches;
  }
  auto text = request.header("last-event-id");
  if (!text) text = request.query_value("last_event_id");
  if (!text || text->empty() || *text == "0") return out;  // before the first event: that is everything
  out.comes_back = true;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out.last_id);
  if (error != std::errc{} || end != text->data() + text->size() || out.last_id < 0) out.last_id = 0;
  return out;
}

// Where a stream begins that was asked for like this, of a session whose newest version is `newest`.
task<Result<progress::Cursor>> cursor_for(Context& context, SessionId id, Asked asked, std::int64_t newest) {
  const bool is_usable = asked.last_id > 0 && asked.last_id <= newest;
  progress::Cursor cursor{.form = asked.form, .is_not_resumed = asked.comes_back && !is_usable};
  if (asked.form == progress::Form::snapshots) {
    cursor.state = is_usable ? asked.last_id : 0;
  } else if (is_usable) {
    cursor.failures = asked.last_id;
  } else {
    auto older = co_await context.store.older_failures(std::move(id), kFailuresToldAtFirst);
    if (!older) co_return fail(std::move(older).error());
    cursor.failures = older->through;
    cursor.failures_omitted = static_cast<std::uint32_t>(older->count);
  }
  co_return cursor;
}

http::Response refused(Context& context, Telemetry::StreamEnd why) {
  context.telemetry.stream_failed(why);
  return answer(Error{Code::unavailable,
                      why == Telemetry::StreamEnd::refused_total
                          ? "too many streams are open; poll status meanwhile and try again"
                          : "too many streams are open from your address; poll status meanwhile and try again"});
}

task<http::Response> stream(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  const auto asked = asked_of(request);
  if (!asked) co_return answer(asked.error());
  auto ticket = context.admission.enter(request.client_address);
  if (!ticket) co_return refused(context, ticket.error());

  http::Response response;
  auto channel = context.hub.find(*id);
  std::int64_t newest = 0;  // version ever used
  if (!channel || !channel->latest()) {
    auto snapshot = co_await context.ingest.snapshot(*id);
    if (!snapshot) co_return answer(snapshot.error());
    newest = snapshot->session.version;
    if (!channel) channel = context.hub.find(*id);  // it may have begun to move meanwhile
    if (!channel) {
      if (asked->last_id == snapshot->session.version) {
        response.status = 204;  // there will be no more: this stops an EventSource
        co_return response;
      }
      channel = progress::Channel::at_rest(context.executor, context.clock, *snapshot);
    }
  }
  if (channel->latest()) newest = channel->latest()->version;
  auto cursor = co_await cursor_for(context, *id, *asked, newest);
  if (!cursor) co_return answer(cursor.error());

  if (asked->comes_back) ++context.telemetry.reconnects;
  context.telemetry.session_followed(*id, Telemetry::Transport::sse);
  if (http::accepts_coding(request, "gzip") && context.admission.may_code(**ticket, *id)) {
    response.stream_coding = http::Coding::gzip;
  }
  response.take_stream = [&context, channel, cursor = *cursor,
                          ticket = *ticket](std::unique_ptr<http::SseStream> taken) {
    context.viewers.add(std::move(taken), channel, cursor, ticket);
  };
  co_return response;
}

task<http::Response> status(Context& context, http::Request request) {
  auto id = session_of(request);
  if (!id) co_return answer(id.error());
  auto channel = context.hub.find(*id);
  if (!channel || !channel->latest()) {
    auto snapshot = co_await context.ingest.snapshot(*id);
    if (!snapshot) co_return answer(snapshot.error());
    channel = progress::Channel::at_rest(context.executor, context.clock, *snapshot);
  }
  ++context.telemetry.status_polls;
  context.telemetry.session_followed(*id, Telemetry::Transport::polling);
  const progress::Event& event = *channel->latest();
  const std::string etag = fmt::format("\"{}\"", event.version);
  http::Response response;
  if (http::is_not_modified(request, etag)) {
    response.status = 304;
  } else {
    response = answer_json(*event.json);
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
