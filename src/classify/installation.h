#pragma once

// The folder that scripts/setup-classifier makes, checked before anything in it is used: model and engine must be, byte
// for byte, what its SHA256SUMS says. A file cut short by a full disk would otherwise end the process (a library that
// ends before its segments do), and a damaged weight would give wrong scores without a word.
//
// Any thread. Errors: not_found (nothing, or not all, is installed), corrupt (it is not what was installed), io.

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace sluice::classify {

struct Installation {
  std::string engine;     // path of ONNX Runtime's library
  Bytes model;            // the ONNX file
  std::string model_sum;  // SHA-256 of `model`, 64 hex digits, computed from these very bytes
};

Result<Installation> check_installation(const std::string& folder);

}  // namespace sluice::classify
