#pragma once

// A decoder process from its first line to its last: limits → warm-up → seal → Hello → loop. What it decodes with is a
// parameter, so that tests run the same process around a decoder that misbehaves.

#include "worker/loop.h"

namespace sluice::worker {

struct Program {
  Handler handler = nullptr;
  void (*warm_up)() = nullptr;  // whatever must be loaded or initialised while files can still be opened; may be null
};

// `SOCKET [MEMORY]`: a descriptor number and RLIMIT_AS in bytes (0: none). Answers the exit status; 2: not called by
// the server.
int run(int argc, char** argv, const Program& program);

}  // namespace sluice::worker
