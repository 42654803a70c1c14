#include "worker/loop.h"

#include <array>
#include <deque>
#include <exception>
#include <new>

#include <malloc.h>

#include "base/utf8.h"
#include "wire/descriptors.h"
#include "wire/frame.h"

namespace sluice::worker {
namespace {

// What has arrived and is not yet handled.
class Inbox {
 public:
  explicit Inbox(int socket) : socket_(socket) {}

  // None: the parent has closed.
  Result<std::optional<ReceivedJob>> next() {
    for (;;) {
      if (const auto frame = frames_.next()) return SLUICE_TRY(unpacked(*frame));
      std::array<Byte, 16384> buffer;  // a job is a few hundred bytes
      const auto size = wire::receive_some(socket_, buffer, descriptors_);
      if (!size && size.error() == std::errc::connection_reset) return std::nullopt;
      if (!size) return fail(system_error("recvmsg", static_cast<int>(size.error())));
      if (*size == 0) return std::nullopt;
      SLUICE_TRY(frames_.feed(ByteView(buffer).first(*size)));
    }
  }

 private:
  Result<ReceivedJob> unpacked(const wire::Frame& frame) {
    ReceivedJob received{.job = SLUICE_TRY(wire::decode_job(frame)), .file = {}, .attachments = {}};
    // Descriptors travel with the first byte of their message: those of this job are here, and come first.
    const std::size_t wanted = 1 + received.job.attachments.size();
    if (descriptors_.size() < wanted) return fail(Code::corrupt, "a job without its descriptors");
    received.file = std::move(descriptors_.front());
    const auto end = descriptors_.begin() + static_cast<std::ptrdiff_t>(wanted);
    received.attachments.assign(std::move_iterator(descriptors_.begin() + 1), std::move_iterator(end));
    descriptors_.erase(descriptors_.begin(), end);
    return received;
  }

  int socket_;
  wire::FrameReader frames_;
  std::vector<UniqueFd> descriptors_;
};

DecodeResult failed(model::Reason reason, std::string message) {
  return {.failure = model::Failure{model::Stage::decode, reason, std::move(message)},
          .summary = {},
          .record_json = {},
          .thumbnail = {}};
}

DecodeResult handle(const Handler& handler, const ReceivedJob& job) {
  try {
    return handler(job);
  } catch (const std::bad_alloc&) {
    ::malloc_trim(0);
    return failed(model::Reason::out_of_memory, "needs more memory than a decoder may use");
  } catch (const std::exception& e) {
    return failed(model::Reason::internal, "the decoder gave up: " + to_text(e.what()));
  }
}

}  // namespace

Result<void> serve(int socket, const Handler& handler, wire::Board& board) {
  Inbox inbox(socket);
  for (;;) {
    const std::optional<ReceivedJob> job = SLUICE_TRY(inbox.next());
    if (!job) return {};
    board.begin(job->job.id);
    DecodeResult result = handle(handler, *job);
    const wire::Frame frame = wire::encode(wire::Answer{.id = job->job.id,
                                                        .failure = std::move(result.failure),
                                                        .summary = std::move(result.summary),
                                                        .record_json = std::move(result.record_json),
                                                        .thumbnail = std::move(result.thumbnail)});
    // Whoever does not want the answer is gone; the next receive says so.
    (void)wire::send_all(socket, wire::prefix_and_head(frame), as_bytes(frame.body));
  }
}

}  // namespace sluice::worker
