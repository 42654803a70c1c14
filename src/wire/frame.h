#pragma once

// Frames on a stream socket: little-endian u32 size of the head, u32 size of the body, the head, the body.
//
// The head is a message's fields, in binary (wire/messages.h), a thumbnail included. The body is one long text (a
// record as JSON), kept apart so that it is received straight into the string that its consumer keeps. A body is UTF-8
// without NUL, checked while it arrives: no slice costs more than its own bytes, however big the frame.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace sluice::wire {

inline constexpr std::size_t kFramePrefix = 8;
inline constexpr std::size_t kMaxHead = (1u << 20) + (64u << 10);  // a thumbnail and everything else
inline constexpr std::size_t kMaxBody = 64u << 20;  // text_bytes (formats/limits.h) a few times over, as JSON

struct Frame {
  Bytes head;
  std::string body;
};

// What goes on the wire before the body; the body follows as it is.
Bytes prefix_and_head(const Frame& frame);
Bytes to_bytes(const Frame& frame);

// Puts frames together. After an error the stream is lost: there is no way to find the next frame.
class FrameReader {
 public:
  // Any slice of the stream. Code::too_large: a size over the limit; Code::corrupt: an empty head, a body that is no
  // text.
  Result<void> feed(ByteView slice);
  // The next whole frame, if one has arrived.
  std::optional<Frame> next();
  [[nodiscard]] bool is_between_frames() const { return prefix_.empty() && ready_.empty(); }

 private:
  Result<void> begin_frame();
  Result<void> take_body(ByteView slice);
  Result<void> check_body(std::size_t end);

  Bytes prefix_;  // of the frame under way
  std::size_t head_size_ = 0;
  std::size_t body_size_ = 0;
  Frame frame_;
  std::size_t checked_ = 0;  // bytes of the body known to be text
  std::deque<Frame> ready_;
};

}  // namespace sluice::wire
