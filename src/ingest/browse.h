#pragma once

// Looking into folders before an ingest: the tree with its counts, and which types are there. Everything blocks on the
// disk (run_blocking) and is bounded in time: what a slow share does not tell in time is left open, never guessed.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ingest/roots.h"

namespace sluice::ingest {

struct Folder {
  std::string name;  // bytes
  std::string path;  // absolute, bytes
  bool has_children = false;
  std::optional<std::uint64_t> total_files;  // media files of the folder itself; none: there was no time to count
};

struct Listing {
  std::string path;                                   // absolute; empty: the list of roots
  std::optional<std::string> parent;                  // none: a root
  std::vector<Folder> folders;                        // by name, hidden ones left out
  std::map<std::string, std::uint64_t> by_extension;  // media files of the folder itself: "png" → 3
  std::uint64_t total_files = 0;
};

// What is in a folder, itself: sub-folders by name, hidden ones left out, and media files by extension.
struct Contents {
  std::vector<std::string> folders;
  std::map<std::string, std::uint64_t> by_extension;
};
Result<Contents> read_folder(const Roots& roots, const std::string& path);
// A folder with its counts; one that cannot be read has none.
Folder look_into(const Roots& roots, std::string name, std::string path);

// None: a root. Only the text is looked at. `path`: absolute, in a root.
std::optional<std::string> parent_of(const Roots& roots, const std::string& path);

// The folders below `path` ("" for the roots). Errors: denied, not_found, permission, io.
Result<Listing> list_folder(const Roots& roots, const Clock& clock, const std::string& path, Duration patience);

// Extensions of media files in these folders and below, sorted, lower case, without dot.
Result<std::vector<std::string>> file_types(const Roots& roots, const Clock& clock,
                                            const std::vector<std::string>& paths, Duration patience);

// "png" for "a.PNG" if it is one of those that kDefaultPattern names; else empty.
std::string media_extension(std::string_view file_name);

}  // namespace sluice::ingest
