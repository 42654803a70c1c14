#pragma once

// Is a picture fit for every eye? A small neural network (MobileNet v2 of nsfwjs) answers with five probabilities; the
// score is Porn + Hentai. docs/classifier.md says what that is worth.
//
// open() maps the engine, reads the model and runs it once, so that what follows needs no file, no thread and no system
// call beyond memory: it may be called before a sandbox closes, and before fork(): child processes that are
// copies of an opened, single-threaded one classify as it does, sharing its memory.
//
// One thread at a time. Errors of open(): not_found (not installed, or this build has no engine), corrupt (installed,
// but not what it should be), io; the messages say what to do. Of classify(): invalid_argument (no pixels), internal
// (the engine failed). Nothing throws.

#include <memory>
#include <string>

#include "base/result.h"
#include "model/record.h"
#include "pixels/colour.h"
#include "pixels/decode.h"

namespace sluice::classify {

class Engine;

class Classifier {
 public:
  // `folder` is what scripts/setup-classifier made: mobilenet_v2.onnx and lib/libonnxruntime.so.
  static Result<std::unique_ptr<Classifier>> open(const std::string& folder);
  ~Classifier();
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;

  // The picture and, of a film, its further frames, as decoded: orientation and colour profile are applied here. Of
  // several frames the one with the highest score counts.
  Result<model::Nsfw> classify(const pixels::Decoded& picture);

  // "nsfwjs-mobilenet_v2@" and the first 16 hex digits of the model file's SHA-256: what a score is worth comparing to.
  [[nodiscard]] const std::string& identity() const { return identity_; }

 private:
  Classifier(std::unique_ptr<Engine> engine, std::string identity);

  std::unique_ptr<Engine> engine_;
  pixels::ToSrgb to_srgb_;
  std::string identity_;
};

}  // namespace sluice::classify
