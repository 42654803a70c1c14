// Folders: the tree with its counts, folders by name, and which types of files are there.

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "api/answer.h"
#include "api/routes.h"
#include "async/blocking.h"
#include "base/utf8.h"
#include "ingest/browse.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

constexpr Duration kPatience =
    std::chrono::milliseconds(1500);  // for counting; a slow share answers with what it has by then
constexpr std::size_t kMostPaths = 1000;
constexpr std::int64_t kMostFound = 500;

json::value count_or_null(const std::optional<std::uint64_t>& count) {
  return count ? json::value(*count) : json::value(nullptr);
}

json::object folder_json(const ingest::Folder& folder, std::uint64_t ingested) {
  json::object out{{"name", to_text(folder.name)}};
  put_path(out, folder.path);
  out["has_children"] = folder.has_children;
  out["total_files"] = count_or_null(folder.total_files);
  out["ingested_files"] = ingested;
  return out;
}

json::object listing_json(const ingest::Listing& listing, const store::FolderCounts& ingested) {
  json::object out;
  if (listing.path.empty()) {
    out["path"] = nullptr;
  } else {
    put_path(out, listing.path);
  }
  out["parent"] = listing.parent ? json::value(to_text(*listing.parent)) : json::value(nullptr);
  json::array folders;
  for (std::size_t i = 0; i < listing.folders.size(); ++i) {
    folders.push_back(folder_json(listing.folders[i], ingested[i]));
  }
  out["directories"] = std::move(folders);
  json::object by_extension;
  for (const auto& [extension, count] : listing.by_extension) by_extension[extension] = count;
  out["file_summary"] = {{"total_files", listing.total_files},
                         {"by_extension", std::move(by_extension)},
                         {"ingested_files", ingested.back()}};
  return out;
}

task<http::Response> directories(Context& context, http::Request request) {
  const std::string path(request.query_value("path").value_or(""));
  auto listing = co_await run_blocking(
      context.disk, [&] { return ingest::list_folder(context.roots, context.clock, path, kPatience); });
  if (!listing) co_return answer(std::move(listing.error()).within("path"));
  std::vector<std::string> paths;
  for (const auto& folder : listing->folders) paths.push_back(folder.path);
  paths.push_back(listing->path);
  auto ingested = co_await context.store.catalogued_in(std::move(paths));
  if (!ingested) co_return answer(ingested.error());
  co_return answer(listing_json(*listing, *ingested));
}

task<http::Response> search(Context& context, http::Request request) {
  const std::string text(request.query_value("text").value_or(""));
  if (text.empty()) co_return answer(Error{Code::invalid_argument, "text: is required"});
  const auto limit = number_query(request, "limit", 1, kMostFound, 50);
  if (!limit) co_return answer(limit.error());
  const auto found = co_await context.scout.find_folders(asker_of(request), text, static_cast<std::size_t>(*limit));
  if (!found) co_return answer(found.error());
  std::vector<std::string> paths;
  for (const auto& folder : found->folders) paths.push_back(folder.path);
  const auto ingested = co_await context.store.catalogued_in(std::move(paths));
  if (!ingested) co_return answer(ingested.error());
  json::array folders;
  for (std::size_t i = 0; i < found->folders.size(); ++i) {
    const ingest::Folder& folder = found->folders[i];
    json::object item = folder_json(folder, (*ingested)[i]);
    const auto parent = ingest::parent_of(context.roots, folder.path);
    item["parent"] = parent ? json::value(to_text(*parent)) : json::value(nullptr);
    folders.push_back(std::move(item));
  }
  co_return answer(json::object{{"directories", std::move(folders)}, {"complete", found->is_complete}});
}

task<http::Response> file_types(Context& context, http::Request request) {
  auto body = json_body(request);
  if (!body) co_return answer(body.error());
  const auto bad = [](std::string_view what) {
    return answer(Error{Code::invalid_argument, fmt::format("body: {}", what)});
  };
  if (!body->is_array()) co_return bad("must be a list of folders' paths");
  if (body->get_array().size() > kMostPaths) co_return bad(fmt::format("at most {} folders", kMostPaths));
  std::vector<std::string> paths;
  for (const json::value& item : body->get_array()) {
    if (!item.is_string() || item.get_string().empty()) co_return bad("must be a list of folders' paths");
    paths.emplace_back(item.get_string());
  }
  auto types = co_await run_blocking(
      context.disk, [&] { return ingest::file_types(context.roots, context.clock, paths, kPatience); });
  if (!types) co_return answer(types.error());
  co_return answer(json::object{{"file_types", json::array(types->begin(), types->end())}});
}

}  // namespace

void add_folder_routes(http::Router& router, Context& context) {
  router.add(http::Method::get, "/api/ingest/directories",
             [&](http::Request r) { return directories(context, std::move(r)); });
  router.add(http::Method::get, "/api/ingest/directories/search",
             [&](http::Request r) { return search(context, std::move(r)); });
  router.add(http::Method::post, "/api/ingest/file-types",
             [&](http::Request r) { return file_types(context, std::move(r)); });
}

}  // namespace sluice::api
