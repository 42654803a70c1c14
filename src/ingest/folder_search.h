#pragma once

// FolderSearch: folders by a part of their name, in all roots, the shallow ones first. Hidden folders are left out,
// links followed as long as they stay in a root, each folder looked into once. Blocks on the disk, a piece at a time:
// one thread at a time, through run_blocking.

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "ingest/browse.h"
#include "ingest/roots.h"

namespace sluice::ingest {

class FolderSearch {
 public:
  // Without regard to ASCII case.
  FolderSearch(const Roots& roots, const Clock& clock, std::string_view text, std::size_t most);

  // Goes on for at least a folder and about `patience`.
  void search(Duration patience);
  // Looks into those found so far that have not been looked into yet, as far as `patience` goes: their counts.
  void count(Duration patience);
  [[nodiscard]] bool has_counted_all() const { return counted_ == found_.size(); }
  [[nodiscard]] bool is_full() const { return found_.size() >= most_; }
  [[nodiscard]] bool is_finished() const { return todo_.empty(); }  // there is nothing that has not been searched
  [[nodiscard]] const std::vector<Folder>& found() const { return found_; }

 private:
  void add(std::string name, std::string path);

  const Roots& roots_;
  const Clock& clock_;
  std::string text_;  // lower case
  std::size_t most_;
  std::deque<std::string> todo_;  // paths
  std::vector<Folder> found_;
  std::size_t counted_ = 0;                                    // of found_
  std::set<std::string> paths_;                                // of all seen
  std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;  // device, inode
};

}  // namespace sluice::ingest
