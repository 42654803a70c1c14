#pragma once

// The network itself, run by ONNX Runtime on the calling thread. The library is opened at run time, so a program that
// holds an Engine starts and works where there is none; without its headers at build time every open() says so.
//
// Nothing of ONNX Runtime's types or exceptions gets out of engine.cpp. One thread at a time; good in a forked child.

#include <array>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "classify/preprocess.h"

namespace sluice::classify {

inline constexpr std::size_t kClassCount = 5;
using Probabilities = std::array<float, kClassCount>;

class Engine {
 public:
  // `library`: path of libonnxruntime.so. `model`: the bytes of an ONNX file, not needed afterwards. The network has
  // run once when this answers. Errors: not_found (no engine in this build), corrupt (library or model will not do).
  static Result<std::unique_ptr<Engine>> open(const std::string& library, ByteView model);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // What the next run() looks at; the caller fills it.
  [[nodiscard]] std::span<float, kInputSize> input();
  // Code::internal when the engine fails.
  Result<Probabilities> run();

 private:
  class Network;
  explicit Engine(std::unique_ptr<Network> network);

  std::unique_ptr<Network> network_;
};

}  // namespace sluice::classify
