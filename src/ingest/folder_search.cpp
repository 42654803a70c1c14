#include "ingest/folder_search.h"

#include <sys/stat.h>

#include "base/utf8.h"

namespace sluice::ingest {

FolderSearch::FolderSearch(const Roots& roots, const Clock& clock, std::string_view text, std::size_t most)
    : roots_(roots), clock_(clock), text_(to_lower_ascii(text)), most_(most) {
  for (const std::string& root : roots.paths()) add(root.substr(root.rfind('/') + 1), root);
}

void FolderSearch::search(Duration patience) {
  const SteadyTime deadline = clock_.steady() + patience;
  do {
    if (todo_.empty() || is_full()) return;
    const std::string path = std::move(todo_.front());
    todo_.pop_front();
    const auto fd = roots_.open_directory(path);
    struct stat status{};
    if (!fd || ::fstat(fd->get(), &status) != 0 || !visited_.emplace(status.st_dev, status.st_ino).second) continue;
    const auto contents = read_folder(roots_, path);
    if (!contents) continue;
    for (const std::string& name : contents->folders) add(name, (path == "/" ? "" : path) + "/" + name);
  } while (clock_.steady() < deadline);
}

void FolderSearch::add(std::string name, std::string path) {
  if (!paths_.insert(path).second) return;
  todo_.push_back(path);
  if (!is_full() && to_lower_ascii(to_text(name)).find(text_) != std::string::npos)
    found_.push_back({.name = std::move(name), .path = std::move(path), .has_children = true, .total_files = {}});
}

void FolderSearch::count(Duration patience) {
  const SteadyTime deadline = clock_.steady() + patience;
  for (; counted_ < found_.size() && clock_.steady() < deadline; ++counted_) {
    Folder& folder = found_[counted_];
    folder = look_into(roots_, std::move(folder.name), std::move(folder.path));
  }
}

}  // namespace sluice::ingest
