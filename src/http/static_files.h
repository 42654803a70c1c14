#pragma once

// Files that are part of the program (the page): served from memory, unchanged as long as it runs. The table is
// generated elsewhere; everything in it lives as long as the program.

#include <span>
#include <string_view>

#include "http/message.h"

namespace sluice::http {

class Router;

struct StaticFile {
  std::string_view path;  // "/assets/page-4f1c.js"; "/" is a path too
  std::string_view mime;
  std::string_view content;
  std::string_view gzip_content;  // empty: there is only the plain form
  std::string_view etag;          // of the plain form, without quotes: a hash of the content
  bool immutable = false;         // its name changes with its content: may be kept for a year
};

// The answer to GET of `file`: 200 or, if the client has it already, 304; gzip where offered.
Response static_response(const Request& request, const StaticFile& file);

// One GET route for each file. `files` lives as long as the router.
void add_static_files(Router& router, std::span<const StaticFile> files);

// True if an If-None-Match header names `etag` (with its quotes) or "*": weak comparison, RFC 9110 §13.1.2. For
// handlers that make their own validators.
bool is_not_modified(const Request& request, std::string_view etag);

}  // namespace sluice::http
