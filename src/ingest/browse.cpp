#include "ingest/browse.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "ingest/discover.h"
#include "model/parameters.h"

namespace sluice::ingest {
namespace {

const std::set<std::string, std::less<>>& media_extensions() {
  static const auto known = [] {
    std::set<std::string, std::less<>> out;
    std::string_view rest = model::kDefaultPattern;
    while (!rest.empty()) {
      const auto bar = rest.find('|');
      out.emplace(rest.substr(2, bar == rest.npos ? rest.npos : bar - 2));  // "*.png" → "png"
      rest = bar == rest.npos ? std::string_view{} : rest.substr(bar + 1);
    }
    return out;
  }();
  return known;
}

bool is_folder(const Roots& roots, const std::string& path, unsigned char type) {
  if (type == DT_DIR) return true;
  if (type != DT_LNK && type != DT_UNKNOWN) return false;
  return roots.open_directory(path).has_value();
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts) {
  std::uint64_t total = 0;
  for (const auto& [extension, count] : counts) total += count;
  return total;
}

}  // namespace

// One pass over a folder's entries.
Result<Contents> read_folder(const Roots& roots, const std::string& path) {
  UniqueFd fd = SLUICE_TRY(roots.open_directory(path));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(fd.get()), &::closedir);
  if (!stream) return fail(system_error("list", errno));
  (void)fd.release();
  Contents out;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (const std::string extension = media_extension(name);
        !extension.empty() && entry->d_type != DT_DIR && !name.starts_with("._")) {
      ++out.by_extension[extension];
    } else if (!name.starts_with('.') && is_folder(roots, path + "/" + std::string(name), entry->d_type)) {
      out.folders.emplace_back(name);
    }
  }
  std::ranges::sort(out.folders);
  return out;
}

Folder look_into(const Roots& roots, std::string name, std::string path) {
  Folder folder{.name = std::move(name), .path = std::move(path), .has_children = true};
  if (const auto contents = read_folder(roots, folder.path)) {
    folder.has_children = !contents->folders.empty();
    folder.total_files = sum(contents->by_extension);
  } else {
    folder.has_children = false;
  }
  return folder;
}

std::string media_extension(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  if (dot == file_name.npos) return {};
  std::string extension = to_lower_ascii(file_name.substr(dot + 1));
  return media_extensions().contains(extension) ? extension : std::string();
}

std::optional<std::string> parent_of(const Roots& roots, const std::string& path) {
  std::string parent = path.substr(0, std::max<std::size_t>(1, path.rfind('/')));
  if (parent == path || !roots.absolute(parent)) return std::nullopt;
  return parent;
}

Result<Listing> list_folder(const Roots& roots, const Clock& clock, const std::string& path, Duration patience) {
  const SteadyTime deadline = clock.steady() + patience;
  Listing out;
  const auto add = [&](std::string name, std::string folder_path) {
    out.folders.push_back(clock.steady() < deadline
                              ? look_into(roots, std::move(name), std::move(folder_path))
                              : Folder{.name = std::move(name), .path = std::move(folder_path), .has_children = true});
  };
  if (path.empty()) {
    for (const std::string& root : roots.paths()) add(root, root);
    return out;
  }
  out.path = SLUICE_TRY(roots.absolute(path));
  const Contents contents = SLUICE_TRY(read_folder(roots, out.path));
  out.by_extension = contents.by_extension;
  out.total_files = sum(contents.by_extension);
  out.parent = parent_of(roots, out.path);
  for (const std::string& name : contents.folders) add(name, (out.path == "/" ? "" : out.path) + "/" + name);
  return out;
}

Result<std::vector<std::string>> file_types(const Roots& roots, const Clock& clock,
                                            const std::vector<std::string>& paths, Duration patience) {
  const SteadyTime deadline = clock.steady() + patience;
  std::vector<std::string> folders;
  for (const std::string& path : paths) {
    folders.push_back(SLUICE_TRY(roots.absolute(path)));
    SLUICE_TRY(roots.open_directory(folders.back()));
  }
  std::set<std::string> seen;
  Walker walker(roots, clock, folders, SLUICE_TRY(Pattern::parse(model::kDefaultPattern)), true);
  for (Found found; !found.finished && clock.steady() < deadline && seen.size() < media_extensions().size();) {
    found = walker.next(4096, deadline - clock.steady());
    for (const auto& file : found.files) {
      if (std::string extension = media_extension(file.path); !extension.empty()) seen.insert(std::move(extension));
    }
  }
  return std::vector<std::string>(seen.begin(), seen.end());
}

}  // namespace sluice::ingest
