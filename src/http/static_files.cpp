#include "http/static_files.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "http/accept_encoding.h"
#include "http/router.h"

namespace sluice::http {
namespace {

// The next entity tag of the list, weak prefix removed; steps over it. Empty at the end or at what is no tag.
std::string_view next_tag(std::string_view& list) {
  while (!list.empty() && (list.front() == ' ' || list.front() == '\t' || list.front() == ',')) list.remove_prefix(1);
  if (list.starts_with("W/")) list.remove_prefix(2);
  if (!list.starts_with('"')) return {};
  const auto end = list.find('"', 1);
  if (end == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return tag;
}

bool names(std::string_view list, std::string_view etag) {
  if (trimmed(list) == "*") return true;
  for (;;) {
    const std::string_view tag = next_tag(list);
    if (tag.empty()) return false;
    if (tag == etag) return true;
  }
}

task<Response> answer(Request request, const StaticFile& file) { co_return static_response(request, file); }

}  // namespace

bool is_not_modified(const Request& request, std::string_view etag) {
  return std::ranges::any_of(request.headers, [&](const auto& header) {
    return header.first == "if-none-match" && names(header.second, etag);
  });
}

Response static_response(const Request& request, const StaticFile& file) {
  const bool gzip = !file.gzip_content.empty() && accepts_coding(request, "gzip");
  // Two representations, two strong tags.
  const std::string etag = '"' + std::string(file.etag) + (gzip ? "-gzip\"" : "\"");

  Response response;
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!file.gzip_content.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (is_not_modified(request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", file.mime);
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.static_body = gzip ? file.gzip_content : file.content;
  return response;
}

void add_static_files(Router& router, std::span<const StaticFile> files) {
  for (const StaticFile& file : files) {
    // Not a coroutine itself: the captured reference is only read here, before the task starts.
    router.add(Method::get, std::string(file.path),
               [&file](Request request) { return answer(std::move(request), file); });
  }
}

}  // namespace sluice::http
