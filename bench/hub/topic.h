#pragma once

// Topic: one event stream for everyone who has subscribed, told by the same Audience as a session's viewers, with the
// same promise: a subscriber whose socket is full gets the newest event when it is writable again. Loop thread only.

#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "async/timer.h"
#include "http/sse_stream.h"
#include "progress/audience.h"

namespace sluice::bench {

class Topic {
 public:
  Topic(const Executor& executor, const Clock& clock);
  ~Topic();
  Topic(const Topic&) = delete;
  Topic& operator=(const Topic&) = delete;

  void add(std::unique_ptr<http::SseStream> stream);
  // One event with this text (one line) as its data. Answers when everyone has been told: who publishes faster than
  // this machine can send learns of it, instead of having events conflated.
  task<void> publish(std::string data);
  void close_all();

 private:
  class Subscriber;
  class Last;  // stands at the end of the audience and knows when a round is over
  http::SharedBytes newest_;
  std::int64_t number_ = 0;  // of the newest event
  std::int64_t told_ = 0;    // of the newest event that everyone has been told
  Event round_over_;
  progress::Audience audience_;
  std::unique_ptr<Last> last_;
  std::list<std::unique_ptr<Subscriber>> subscribers_;
};

}  // namespace sluice::bench
