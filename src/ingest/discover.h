#pragma once

// Walker: finds a session's files, a batch at a time, so that whoever asks decides the pace and nothing piles up.
//
// A folder's entries come sorted by name (in blocks of at most kBlock), files before sub-folders. Symbolic links are
// followed as long as they stay in a root; a folder is entered once however many links lead to it. Left out: hidden
// folders (".name"), links to folders outside the roots, and "._name" files (resource forks that other systems leave).
// A name that matches but leaves its root (Stage::open), and a folder that cannot be listed (Stage::discover: no file,
// so nothing that a retry could read), come as FoundFile with a failure. Blocks on the disk: one thread at a time,
// through run_blocking.

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <dirent.h>

#include "base/clock.h"
#include "ingest/pattern.h"
#include "ingest/roots.h"
#include "model/file.h"

namespace sluice::ingest {

struct Found {
  std::vector<model::FoundFile> files;
  bool finished = false;  // there is nothing after this batch
};

class Walker {
 public:
  // `directories`: absolute paths in roots.
  Walker(const Roots& roots, const Clock& clock, std::vector<std::string> directories, Pattern pattern, bool recursive);

  // Up to `most` files; fewer when `patience` has passed, the end or a slow disk came first.
  Found next(std::size_t most, Duration patience);

 private:
  static constexpr std::size_t kBlock = 65'536;
  struct Entry {
    std::string name;
    unsigned char type;
  };
  struct Directory {
    std::string path;      // absolute
    std::string relative;  // below the session's folder, "" for itself
  };

  bool open_next_directory(Found& out);
  bool read_block();
  void look_at(const Entry& entry, Found& out);
  void follow_link(const std::string& path, const std::string& relative, Found& out);
  bool first_visit(int fd);
  static void report(Found& out, std::string path, model::Stage stage, const Error& error);

  const Roots& roots_;
  const Clock& clock_;
  Pattern pattern_;
  bool recursive_;
  std::vector<Directory> todo_;      // a stack; sub-folders of the present folder are pushed in reverse order
  std::vector<Directory> children_;  // of the present folder
  Directory current_;
  std::unique_ptr<DIR, int (*)(DIR*)> stream_;
  std::vector<Entry> block_;  // sorted, read from the present folder and not yet looked at
  std::size_t position_ = 0;
  std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;  // device, inode of folders
};

}  // namespace sluice::ingest
