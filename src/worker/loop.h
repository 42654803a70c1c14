#pragma once

// The life of a decoder process after it is sealed: take a job, handle it, answer, until the parent closes the socket.
// Jobs are handled strictly in order, one at a time; a second one may wait in the socket.

#include <functional>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "wire/board.h"
#include "wire/messages.h"
#include "worker/decode.h"

namespace sluice::worker {

struct ReceivedJob {
  wire::Job job;
  UniqueFd file;
  std::vector<UniqueFd> attachments;  // as many as job.attachments
};

using Handler = std::function<DecodeResult(const ReceivedJob&)>;

// Blocks. Says on the board what it begins. std::bad_alloc from the handler is answered as Reason::out_of_memory (what
// it held is released by then, so the process goes on), any other exception as Reason::internal. An error: the parent
// said something that makes no sense.
Result<void> serve(int socket, const Handler& handler, wire::Board& board);

}  // namespace sluice::worker
