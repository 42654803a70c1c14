#include "ingest/twins.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include <dirent.h>

#include "base/log.h"

namespace sluice::ingest {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == 0 || slash == path.npos ? "/" : path.substr(0, slash);
}

// Takes the descriptor over. What cannot be listed is not empty.
bool is_empty(UniqueFd folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(folder.get()), ::closedir);
  if (!listing) return false;
  static_cast<void>(folder.release());
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return false;
  }
  return true;
}

std::vector<MediaId> gone_of(const Roots& roots, const std::vector<store::Twin>& twins) {
  std::vector<MediaId> out;
  for (const store::Twin& twin : twins) {
    if (is_gone(roots, twin.path)) out.push_back(twin.id);
  }
  return out;
}

}  // namespace

bool is_gone(const Roots& roots, const std::string& path) {
  const auto file = roots.open_file(path);
  if (file || file.error().code != Code::not_found) return false;
  // The nearest folder above it that is there.
  const std::string parent = folder_of(path);
  for (std::string folder = parent;; folder = folder_of(folder)) {
    auto opened = roots.open_directory(folder);
    if (!opened) {
      if (opened.error().code != Code::not_found || folder == "/") return false;
      continue;
    }
    const bool is_root = std::ranges::find(roots.paths(), folder) != roots.paths().end();
    return (folder == parent && !is_root) || !is_empty(std::move(*opened));
  }
}

task<void> find_gone(const Machinery& machinery, store::Batch& batch) {
  auto twins = co_await machinery.store.twins(batch.outcomes);
  if (!twins) {
    log::warn("the catalogue could not be asked for equal files: {}", twins.error().message);
    co_return;
  }
  if (twins->empty()) co_return;
  batch.gone = co_await run_blocking(machinery.disk, [&] { return gone_of(machinery.roots, *twins); });
}

}  // namespace sluice::ingest
