#pragma once

// Roots: the folders the operator allowed. Opened once at start; every path is resolved beneath one of them by the
// kernel (openat2, RESOLVE_BENEATH), so that no `..`, no symbolic link and no race leads out.
//
// Members block on the disk: call them through run_blocking. Safe from any thread once made.
// Errors: denied (the path leaves every root), not_found, io.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sluice::ingest {

class Roots {
 public:
  // Each path must be a folder that can be opened; relative ones are taken from the working directory.
  static Result<Roots> open(const std::vector<std::string>& paths);

  // The roots' real, absolute paths.
  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }

  // The absolute path that `path` stands for: absolute ones must lie in a root, relative ones are looked for in each
  // root in order. Without `.`, `..`, double or trailing slashes. Where `..` may
  // follow a link the disk is asked, otherwise only the text is looked at.
  [[nodiscard]] Result<std::string> absolute(std::string_view path) const;

  // Opens for reading what an absolute path names, links followed as long as they stay in a root.
  [[nodiscard]] Result<UniqueFd> open_file(const std::string& absolute_path) const;
  [[nodiscard]] Result<UniqueFd> open_directory(const std::string& absolute_path) const;

 private:
  struct Place {
    std::size_t root;
    std::string relative;  // "." for the root itself
  };
  [[nodiscard]] Result<Place> locate(std::string_view absolute_path) const;
  [[nodiscard]] Result<UniqueFd> open_beneath(const std::string& absolute_path, int flags) const;

  std::vector<std::string> paths_;  // real paths, without a trailing slash (but "/" itself)
  std::vector<std::string> given_;  // as the operator wrote them, made absolute: may pass through links
  std::vector<UniqueFd> fds_;
};

}  // namespace sluice::ingest
