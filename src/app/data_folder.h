#pragma once

// The data folder: database, token, thumbnails, and the lock that lets one process at a time work in it. Blocks on the
// disk; used at start only.

#include <optional>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sluice::app {

class DataFolder {
 public:
  // Makes the folder if need be (0700) and takes its lock. conflict: another process has it; the message says where it
  // listens.
  static Result<DataFolder> open(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string database() const { return path_ + "/sluice.db"; }
  [[nodiscard]] std::string thumbnails() const;
  // The secret that non-loopback visitors need: made once, kept in the folder (0600).
  [[nodiscard]] Result<std::string> token() const;
  // For those who find the folder locked: the address of the process that has it (unavailable: it is just starting),
  // and the token it asks for, empty if there is none.
  static Result<std::string> owner(const std::string& path);
  static std::string known_token(const std::string& path);
  // Tells whoever finds the folder locked where we listen.
  void announce(const std::string& address) const;

 private:
  std::string path_;
  UniqueFd lock_;
};

}  // namespace sluice::app
