#include "api/viewers.h"

#include <utility>

namespace sluice::api {
namespace {
constexpr Duration kLook = std::chrono::seconds(1);  // how often the shared timer looks for silent streams
}

class Viewers::Viewer final : public progress::Reader {
 public:
  Viewer(std::unique_ptr<http::SseStream> stream, std::shared_ptr<progress::Channel> channel, std::int64_t cursor)
      : stream_(std::move(stream)), channel_(std::move(channel)), cursor_(cursor) {}

  void start(Viewers& owner, std::list<std::unique_ptr<Viewer>>::iterator place, std::string first) {
    stream_->on_ready([this] { pump(); });
    stream_->on_closed([&owner, place] { owner.viewers_.erase(place); });
    if (channel_) place_ = channel_->join(*this);
    if (!first.empty()) stream_->send(std::make_shared<const std::string>(std::move(first)));
    pump();
  }

  void on_news() override { pump(); }

  // Sends the newest event that this reader has not had, as long as the socket takes it.
  void pump() {
    while (!finished_ && !stream_->busy()) {
      if (channel_) {
        if (const auto event = channel_->next(cursor_)) {
          stream_->send(event->wire);
          continue;
        }
        if (!channel_->ended()) return;
        if (channel_->ended() == progress::Channel::End::gone && !std::exchange(gone_told_, true)) {
          static const auto kGone = std::make_shared<const std::string>("event: gone\ndata: {}\n\n");
          stream_->send(kGone);
          continue;
        }
      }
      finish();
    }
  }

  void finish() {
    if (std::exchange(finished_, true)) return;
    place_ = {};
    stream_->finish();
  }

  void keep_alive(SteadyTime now, const http::SharedBytes& bytes) {
    if (!finished_ && !stream_->busy() && now - stream_->last_write() >= kKeepAlive) stream_->send(bytes);
  }

 private:
  std::unique_ptr<http::SseStream> stream_;
  std::shared_ptr<progress::Channel> channel_;  // none: everything has been sent with the first bytes
  progress::Channel::Place place_;
  std::int64_t cursor_;
  bool gone_told_ = false;
  bool finished_ = false;
};

Viewers::Viewers(Executor executor, const Clock& clock, std::size_t limit)
    : clock_(clock), limit_(limit), timer_(std::move(executor)), keep_alive_bytes_(std::make_shared<const std::string>(":\n\n")) {}

Viewers::~Viewers() = default;

void Viewers::add(std::unique_ptr<http::SseStream> stream, std::shared_ptr<progress::Channel> channel, std::int64_t cursor, std::string preamble) {
  viewers_.push_back(std::make_unique<Viewer>(std::move(stream), std::move(channel), cursor));
  viewers_.back()->start(*this, std::prev(viewers_.end()), std::move(preamble));
  if (closing_) viewers_.back()->finish();
  if (!timer_.is_running()) timer_.start(kLook, [this] { keep_alive(); });
}

void Viewers::add(std::unique_ptr<http::SseStream> stream, std::string bytes) {
  add(std::move(stream), nullptr, 0, std::move(bytes));
}

void Viewers::keep_alive() {
  const SteadyTime now = clock_.steady();
  for (auto& viewer : viewers_) viewer->keep_alive(now, keep_alive_bytes_);
  if (!viewers_.empty()) timer_.start(kLook, [this] { keep_alive(); });
}

void Viewers::close_all() {
  closing_ = true;
  for (auto& viewer : viewers_) viewer->finish();
}

}  // namespace sluice::api
