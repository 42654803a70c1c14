#pragma once

// Crowd: any number of viewers of one stream, in one thread and one epoll set, each a socket and a few numbers.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <sys/epoll.h>

#include "viewers/event_reader.h"
#include "viewers/histogram.h"
#include "viewers/timeline.h"

namespace sluice::bench {

struct Target {
  sockaddr_in address{};
  std::string request;  // the whole head
};

struct Tally {
  std::uint64_t states = 0, failures = 0, bytes = 0;
  std::uint64_t ended = 0;    // streams, properly: their last state was a final one
  std::uint64_t refused = 0;  // connections, or answers other than 200
  std::uint64_t broken = 0;   // streams that ended otherwise
  Histogram delay_us;         // emission → the recv() that completed the event
  Histogram behind_us;        // for each event: how long its viewer had lacked a newer state until it came
};

class Crowd {
 public:
  Crowd(Target target, std::size_t viewers);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Until every viewer has its first event, or was refused.
  void gather();
  // Until every stream has ended, or `stop` becomes true.
  void watch(const volatile bool& stop);
  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] std::size_t open() const { return open_; }
  [[nodiscard]] std::size_t states_seen() const { return timeline_.states(); }

 private:
  struct Viewer {
    int fd = -1;
    bool ended = false;
    std::int64_t version = 0;  // of its newest state; 0: none yet
    EventReader reader;
  };

  void connect_more();
  void connect(std::size_t index);
  void send_request(Viewer& viewer);
  void dispatch(int timeout_ms);
  void read(Viewer& viewer);
  void take(Viewer& viewer, const StreamEvent& event, std::int64_t now);
  void close(Viewer& viewer);

  Target target_;
  std::vector<Viewer> viewers_;
  int epoll_;
  std::size_t asked_ = 0;    // connections begun
  std::size_t waiting_ = 0;  // of these, without a first event
  std::size_t open_ = 0;     // of these, with one
  Timeline timeline_;
  Tally tally_;
  std::array<epoll_event, 256> ready_{};
  std::vector<char> buffer_;
};

}  // namespace sluice::bench
