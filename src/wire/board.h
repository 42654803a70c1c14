#pragma once

// Board: which job a worker has begun, in a page of memory that it shares with its parent, so that the parent knows it
// after the worker has died without a word: a job that had only been handed over did not kill it. Written by the
// worker, read by the parent; one of each.
//
// The page cannot be resized by either end, so reading it is safe whatever became of the worker. What it says is the
// worker's word: one that was taken over by a file may lie.

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sluice::wire {

class Board {
 public:
  // The parent's: makes the page. An error of the system.
  static Result<Board> create();
  // The worker's: maps the page behind the descriptor, which may be closed afterwards.
  static Result<Board> attach(int descriptor);

  [[nodiscard]] int descriptor() const { return fd_.get(); }  // of a board that was created

  void begin(std::uint64_t job) noexcept;
  // 0: none yet.
  [[nodiscard]] std::uint64_t begun() const noexcept;

 private:
  struct Page;
  struct Unmap {
    void operator()(Page* page) const noexcept;
  };
  static Result<std::unique_ptr<Page, Unmap>> map(int descriptor);

  UniqueFd fd_;
  std::unique_ptr<Page, Unmap> page_;
};

}  // namespace sluice::wire
