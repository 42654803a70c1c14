// sluice-worker: reads one untrusted file after the other for the server, in sealed processes.

#include <unistd.h>

#include "worker/descriptors.h"
#include "worker/program.h"

int main(int argc, char** argv) {
  using namespace sluice::worker;
  DescriptorDecoder decoder;
  const Program program{.handler = [&decoder](const ReceivedJob& job) { return decoder.decode(job); },
                        .load = [&decoder](const std::string& folder) { return decoder.load(folder); }};
  // No destructors of libraries after the seal: what they do at exit is not on the list of what is allowed.
  ::_exit(run(argc, argv, program));
}
