#pragma once

// The request target (RFC 9112 §3.2): from the wire to decoded parts and back. Pure.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sluice::http {

struct Target {
  std::string authority;  // of the absolute form ("http://host:port/path"), else empty
  std::string path;       // decoded bytes, begins with '/'; "%2F" is decoded like any other
  std::vector<std::pair<std::string, std::string>> query;  // decoded, '+' is a space
};

// Origin form and absolute form. Bad escapes and NUL anywhere are refused; a fragment too.
Result<Target> parse_target(std::string_view target);

// The origin form again: everything but unreserved characters and '/' is escaped.
std::string to_target(std::string_view path, const std::vector<std::pair<std::string, std::string>>& query);

}  // namespace sluice::http
