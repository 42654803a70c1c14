#include "api/viewers.h"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"

namespace sluice::api {
namespace {

constexpr Duration kLook = std::chrono::seconds(1);  // how often the shared timer looks for silent streams

// How long a browser waits before it reconnects, spread so that not all come in the same moment.
http::SharedBytes retry_event(int least_ms, int spread_ms) {
  static std::minstd_rand random{std::random_device{}()};
  const int wait = least_ms + static_cast<int>(random() % static_cast<unsigned>(spread_ms));
  return std::make_shared<const std::string>(fmt::format("retry: {}\n\n", wait));
}

}  // namespace

class Viewers::Viewer final : public progress::Reader {
 public:
  Viewer(Viewers& owner, std::unique_ptr<http::SseStream> stream, std::shared_ptr<progress::Channel> channel,
         progress::Cursor cursor, std::shared_ptr<Admission::Ticket> ticket)
      : owner_(owner),
        stream_(std::move(stream)),
        channel_(std::move(channel)),
        cursor_(cursor),
        ticket_(std::move(ticket)) {}

  void start(Place place) {
    stream_->on_ready([this] { pump(); });
    place_ = place;
    stream_->on_closed([this](http::SseStream::Closed why) { owner_.remove(place_, why); });
    channel_->join(*this);
    write({.bytes = retry_event(1000, 1000), .emitted_at = {}});
    pump();
  }

  void on_news() override { pump(); }

  // Sends what this reader has not had, as long as the socket takes it.
  void pump() {
    while (!is_finished_ && !is_reading_ && !stream_->busy()) {
      const progress::Delivery delivery = channel_->next(cursor_);
      if (delivery.is_in_store) {
        is_reading_ = true;
        owner_.reading_.spawn(owner_.read_failures(*place_, {.session = channel_->session(),
                                                             .run = channel_->latest()->run,
                                                             .after = cursor_.failures,
                                                             .through = channel_->newest_failure()}));
      } else if (delivery.bytes) {
        write(delivery);
      } else {
        if (channel_->ended()) finish();
        return;
      }
    }
  }

  // `newest`: everything up to there was in the store when it was asked.
  void take(const Result<Backlog::Page>& page, std::int64_t newest) {
    is_reading_ = false;
    if (is_finished_) return;
    if (!page) {
      log::error("stream of session {}: {}", channel_->session().value(), page.error().message);
      owner_.telemetry_.stream_failed(Telemetry::StreamEnd::internal);
      return finish();
    }
    cursor_.failures = page->is_full() ? page->newest : std::max(page->newest, newest);
    if (page->bytes) write({.bytes = page->bytes, .emitted_at = {}, .events = page->count});
    pump();
  }

  void finish() {
    if (std::exchange(is_finished_, true)) return;
    leave();
    stream_->finish();
  }

  void say_goodbye() {
    if (!is_finished_ && !stream_->busy()) write({.bytes = retry_event(1000, 4000), .emitted_at = {}});
    finish();
  }

  void keep_alive(SteadyTime now, const http::SharedBytes& bytes) {
    if (!is_finished_ && !stream_->busy() && now - stream_->last_write() >= kKeepAlive) {
      write({.bytes = bytes, .emitted_at = {}});
    }
  }

 private:
  void write(const progress::Delivery& delivery) {
    stream_->send(delivery.bytes);
    Telemetry& telemetry = owner_.telemetry_;
    telemetry.events += delivery.events;
    telemetry.conflated += delivery.conflated;
    telemetry.bytes += stream_->last_size();
    if (delivery.emitted_at) telemetry.wrote(owner_.clock_.wall() - *delivery.emitted_at);
  }

  Viewers& owner_;
  std::unique_ptr<http::SseStream> stream_;
  std::shared_ptr<progress::Channel> channel_;
  progress::Cursor cursor_;
  std::shared_ptr<Admission::Ticket> ticket_;
  Place place_;
  bool is_reading_ = false;  // what only the store has
  bool is_finished_ = false;
};

Viewers::Viewers(const Executor& executor, const Clock& clock, store::Store& store, Telemetry& telemetry)
    : clock_(clock),
      telemetry_(telemetry),
      backlog_(store),
      timer_(executor),
      reading_(executor, "backlog"),
      keep_alive_bytes_(std::make_shared<const std::string>(":\n\n")) {}

Viewers::~Viewers() = default;

void Viewers::add(std::unique_ptr<http::SseStream> stream, std::shared_ptr<progress::Channel> channel,
                  progress::Cursor cursor, std::shared_ptr<Admission::Ticket> ticket) {
  viewers_.push_back(std::make_shared<Viewer>(*this, std::move(stream), std::move(channel), cursor, std::move(ticket)));
  telemetry_.streams_open = viewers_.size();
  const std::shared_ptr<Viewer> viewer = viewers_.back();
  viewer->start(std::prev(viewers_.end()));
  if (is_closing_) viewer->say_goodbye();
  if (!timer_.is_running()) timer_.start(kLook, [this] { keep_alive(); });
}

void Viewers::remove(Place place, http::SseStream::Closed why) {
  viewers_.erase(place);
  telemetry_.streams_open = viewers_.size();
  if (why == http::SseStream::Closed::stalled) telemetry_.stream_failed(Telemetry::StreamEnd::stalled);
  if (why == http::SseStream::Closed::failed) telemetry_.stream_failed(Telemetry::StreamEnd::write_error);
}

task<void> Viewers::read_failures(std::weak_ptr<Viewer> reader, Backlog::Asked asked) {
  const std::int64_t newest = asked.through;
  const auto page = co_await backlog_.read(std::move(asked));
  if (const auto viewer = reader.lock()) viewer->take(page, newest);
}

void Viewers::keep_alive() {
  const SteadyTime now = clock_.steady();
  for (const auto& viewer : viewers_) viewer->keep_alive(now, keep_alive_bytes_);
  if (!viewers_.empty()) timer_.start(kLook, [this] { keep_alive(); });
}

void Viewers::close_all() {
  is_closing_ = true;
  for (const auto& viewer : viewers_) viewer->say_goodbye();
}

task<void> Viewers::stop() { co_await reading_.join(); }

}  // namespace sluice::api
