#include "hub/topic.h"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace sluice::bench {

class Topic::Subscriber {
 public:
  explicit Subscriber(std::unique_ptr<http::SseStream> stream) : stream_(std::move(stream)) {}

  void start(Topic& topic, std::list<std::unique_ptr<Subscriber>>::iterator place) {
    seen_ = topic.number_;
    stream_->on_ready([this, &topic] { pump(topic); });
    stream_->on_closed([&topic, place] { topic.subscribers_.erase(place); });
  }
  void pump(const Topic& topic) {
    if (seen_ == topic.number_ || stream_->busy()) return;
    seen_ = topic.number_;
    stream_->send(topic.newest_);
  }
  void finish() { stream_->finish(); }

 private:
  std::unique_ptr<http::SseStream> stream_;
  std::uint64_t seen_ = 0;
};

Topic::Topic() = default;
Topic::~Topic() = default;

void Topic::add(std::unique_ptr<http::SseStream> stream) {
  subscribers_.push_back(std::make_unique<Subscriber>(std::move(stream)));
  subscribers_.back()->start(*this, std::prev(subscribers_.end()));
}

void Topic::publish(std::string_view data) {
  ++number_;
  newest_ = std::make_shared<const std::string>(fmt::format("data: {}\n\n", data));
  for (auto& subscriber : subscribers_) subscriber->pump(*this);
}

void Topic::close_all() {
  for (auto& subscriber : subscribers_) subscriber->finish();
}

}  // namespace sluice::bench
