#pragma once

// Turns: one at a time for each asker, few in all. Whoever asks again ends what is being done for the question before,
// so that a form that asks with every key pressed piles nothing up. Loop thread only.

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/result.h"

namespace sluice::ingest {

class Turns {
 public:
  explicit Turns(std::size_t most) : most_(most) {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  class Turn {
   public:
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    // End soon: the asker has another question, or nobody is to ask any more.
    [[nodiscard]] bool is_over() const { return is_over_; }

   private:
    friend class Turns;
    Turn(Turns& turns, std::string asker) : turns_(turns), asker_(std::move(asker)) {}
    Turns& turns_;  // they outlive their turns
    std::string asker_;
    bool is_over_ = false;
  };

  // unavailable: too many others are at it.
  Result<std::unique_ptr<Turn>> take(const std::string& asker);
  // All turns are over, and those to come.
  void end();

 private:
  std::size_t most_;
  std::size_t taken_ = 0;  // those that are over but have not ended yet included
  std::unordered_map<std::string, Turn*> newest_;
  bool has_ended_ = false;
};

}  // namespace sluice::ingest
