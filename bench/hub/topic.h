#pragma once

// Topic: one event stream for everyone who has subscribed. The newest event goes to all at once; a subscriber whose
// socket is full gets the newest when it is writable again. Loop thread only.

#include <cstdint>
#include <list>
#include <memory>
#include <string_view>

#include "http/sse_stream.h"

namespace sluice::bench {

class Topic {
 public:
  Topic();
  ~Topic();
  Topic(const Topic&) = delete;
  Topic& operator=(const Topic&) = delete;

  void add(std::unique_ptr<http::SseStream> stream);
  // One event with this text (one line) as its data.
  void publish(std::string_view data);
  void close_all();

 private:
  class Subscriber;
  http::SharedBytes newest_;
  std::uint64_t number_ = 0;  // of the newest event
  std::list<std::unique_ptr<Subscriber>> subscribers_;
};

}  // namespace sluice::bench
