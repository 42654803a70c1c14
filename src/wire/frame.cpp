#include "wire/frame.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "wire/byte_writer.h"

namespace sluice::wire {
namespace {

// Moves up to `wanted` bytes from the front of `slice` to the end of `to`.
void move_bytes(ByteView& slice, Bytes& to, std::size_t wanted) {
  const std::size_t count = std::min(wanted, slice.size());
  to.insert(to.end(), slice.begin(), slice.begin() + static_cast<std::ptrdiff_t>(count));
  slice = slice.subspan(count);
}

// Where the last character that may still be incomplete begins: at most three bytes before the end.
std::size_t last_whole_character(std::string_view text) {
  const std::size_t floor = text.size() > 3 ? text.size() - 3 : 0;
  for (std::size_t i = text.size(); i > floor; --i) {
    const auto byte = static_cast<Byte>(text[i - 1]);
    if (byte >= 0xC0) return i - 1;  // a first byte; whether all of its character is there, the next slice tells
    if (byte < 0x80) return i;
  }
  return text.size();
}

}  // namespace

Bytes prefix_and_head(const Frame& frame) {
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(frame.head.size()));
  out.u32(static_cast<std::uint32_t>(frame.body.size()));
  out.bytes(frame.head);
  return std::move(out).take();
}

Bytes to_bytes(const Frame& frame) {
  Bytes out = prefix_and_head(frame);
  const ByteView body = as_bytes(frame.body);
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

Result<void> FrameReader::feed(ByteView slice) {
  while (!slice.empty()) {
    if (prefix_.size() < kFramePrefix) {
      move_bytes(slice, prefix_, kFramePrefix - prefix_.size());
      if (prefix_.size() < kFramePrefix) break;
      SLUICE_TRY(begin_frame());
    }
    move_bytes(slice, frame_.head, head_size_ - frame_.head.size());
    const ByteView body = slice.first(std::min(body_size_ - frame_.body.size(), slice.size()));
    SLUICE_TRY(take_body(body));
    slice = slice.subspan(body.size());
    if (frame_.head.size() == head_size_ && frame_.body.size() == body_size_) {
      ready_.push_back(std::exchange(frame_, {}));
      prefix_.clear();
    }
  }
  return {};
}

Result<void> FrameReader::begin_frame() {
  ByteReader reader(prefix_);
  head_size_ = SLUICE_TRY(reader.u32le());
  body_size_ = SLUICE_TRY(reader.u32le());
  checked_ = 0;
  if (head_size_ == 0) return fail(Code::corrupt, "a frame without a head");
  if (head_size_ > kMaxHead) return fail(Code::too_large, fmt::format("a head of {} bytes", head_size_));
  if (body_size_ > kMaxBody) return fail(Code::too_large, fmt::format("a body of {} bytes", body_size_));
  frame_.head.reserve(head_size_);
  frame_.body.reserve(body_size_);  // address space only: pages are touched as bytes arrive
  return {};
}

Result<void> FrameReader::take_body(ByteView slice) {
  frame_.body.append(as_text(slice));
  const bool whole = frame_.body.size() == body_size_;
  return check_body(whole ? body_size_ : last_whole_character(frame_.body));
}

Result<void> FrameReader::check_body(std::size_t end) {
  if (end <= checked_) return {};
  const auto text = std::string_view(frame_.body).substr(checked_, end - checked_);
  if (!is_utf8(text) || text.contains('\0')) return fail(Code::corrupt, "a body that is not UTF-8 text");
  checked_ = end;
  return {};
}

std::optional<Frame> FrameReader::next() {
  if (ready_.empty()) return std::nullopt;
  std::optional<Frame> frame(std::move(ready_.front()));
  ready_.pop_front();
  return frame;
}

}  // namespace sluice::wire
