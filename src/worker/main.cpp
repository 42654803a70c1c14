// sluice-worker: reads one untrusted file after the other for the server, in a sealed process.

#include <unistd.h>

#include "worker/descriptors.h"
#include "worker/program.h"

int main(int argc, char** argv) {
  using namespace sluice::worker;
  // No destructors of libraries after the seal: what they do at exit is not on the list of what is allowed.
  ::_exit(run(argc, argv, {.handler = decode_descriptors, .load = load}));
}
