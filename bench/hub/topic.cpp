#include "hub/topic.h"

#include <iterator>
#include <utility>

#include "progress/event.h"

namespace sluice::bench {

class Topic::Subscriber final : public progress::Reader {
 public:
  Subscriber(Topic& topic, std::unique_ptr<http::SseStream> stream)
      : topic_(topic), stream_(std::move(stream)), seen_(topic.number_) {}

  void start(std::list<std::unique_ptr<Subscriber>>::iterator place) {
    place_ = place;
    stream_->on_ready([this] { on_news(); });
    stream_->on_closed([this](http::SseStream::Closed) { topic_.subscribers_.erase(place_); });
    topic_.audience_.join(*this);
  }
  void on_news() override {
    if (seen_ == topic_.number_ || stream_->busy()) return;
    seen_ = topic_.number_;
    stream_->send(topic_.newest_);
  }
  void finish() { stream_->finish(); }

 private:
  Topic& topic_;
  std::unique_ptr<http::SseStream> stream_;
  std::int64_t seen_;
  std::list<std::unique_ptr<Subscriber>>::iterator place_;
};

class Topic::Last final : public progress::Reader {
 public:
  explicit Last(Topic& topic) : topic_(topic) {}
  void on_news() override {
    topic_.told_ = topic_.number_;
    topic_.round_over_.notify();
  }

 private:
  Topic& topic_;
};

Topic::Topic(const Executor& executor, const Clock& clock)
    : round_over_(executor), audience_(executor, clock), last_(std::make_unique<Last>(*this)) {}

Topic::~Topic() = default;

void Topic::add(std::unique_ptr<http::SseStream> stream) {
  subscribers_.push_back(std::make_unique<Subscriber>(*this, std::move(stream)));
  subscribers_.back()->start(std::prev(subscribers_.end()));
}

task<void> Topic::publish(std::string data) {
  const std::int64_t number = ++number_;
  newest_ = std::make_shared<const std::string>(progress::event_text({}, number, data));
  audience_.join(*last_);
  audience_.tell();
  while (told_ < number) co_await round_over_.wait();
}

void Topic::close_all() {
  for (auto& subscriber : subscribers_) subscriber->finish();
}

}  // namespace sluice::bench
