#pragma once

// The real handler of jobs: worker::decode() over the descriptors of a job, with the classifier that was loaded.

#include <memory>

#include "classify/classifier.h"
#include "worker/program.h"

namespace sluice::worker {

class DescriptorDecoder {
 public:
  // Loads the model and decodes a few bytes of every kind in memory, so that what libraries load or initialise on first
  // use is there. Before the process is sealed. `classifier_folder` empty: no classifier is wanted.
  Loaded load(const std::string& classifier_folder);
  DecodeResult decode(const ReceivedJob& job);

 private:
  std::unique_ptr<classify::Classifier> classifier_;  // none: not wanted, or not to be had
  PictureReader pictures_;
};

}  // namespace sluice::worker
