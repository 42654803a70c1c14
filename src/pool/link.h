#pragma once

// The server's end of the socket to one worker: frames out without ever blocking, slices in. Loop thread only.

#include <memory>
#include <optional>
#include <span>

#include "async/task.h"
#include "async/task_group.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "wire/frame.h"

namespace sluice::pool {

class Link {
 public:
  // `socket` is non-blocking. `group` owns the task that waits for room in the socket, and outlives the link.
  Link(TaskGroup& group, UniqueFd socket);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Sends now what fits, the rest as soon as there is room; descriptors are duplicated if they must wait.
  // Code::unavailable: the other end has closed; other errors: the system refused this frame, of which nothing was
  // sent.
  Result<void> send(const wire::Frame& frame, std::span<const int> descriptors);
  // Waits for bytes and takes them in: false when the other end has closed and all it sent has been read.
  // Code::corrupt, too_large: what came is not a frame.
  task<Result<bool>> receive();
  std::optional<wire::Frame> next();
  // What the other end has sent can still be received; then receive() answers false.
  void shut();

 private:
  struct State;
  TaskGroup& group_;
  std::shared_ptr<State> state_;
  wire::FrameReader frames_;
};

}  // namespace sluice::pool
