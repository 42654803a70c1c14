#pragma once

// A decoder process from its first line to its last. Two roles, one after the other in the family:
//
//   template: limits → load → seal → Hello → forks workers on request, until the server closes its socket
//   worker:   forked → limits → seal → Hello → loop over jobs
//
// The template never sees a file. A worker is made a child of the server, not of the template (CLONE_PARENT): the
// server waits for it, and each dies with the server whatever becomes of the other. What they decode with is a
// parameter, so that tests run the same processes around a decoder that misbehaves.

#include <functional>
#include <string>

#include "worker/loop.h"

namespace sluice::worker {

// What loading came to, for Hello.
struct Loaded {
  std::string classifier;          // name@hash of the model; empty: none
  std::string classifier_problem;  // why none, for people
};

struct Program {
  Handler handler;
  // Everything that must be loaded or initialised while files can still be opened. The folder of the classifier, or
  // empty. May be null.
  std::function<Loaded(const std::string& classifier_folder)> load;
};

// `SOCKET MEMORY CLASSIFIER`: the template's socket, RLIMIT_AS of a worker in bytes (0: none), a folder or "". Answers
// the exit status; 2: not called by the server.
int run(int argc, char** argv, const Program& program);

}  // namespace sluice::worker
