#pragma once

// Which handler answers which method and path. Patterns are literal segments and {name} for exactly one non-empty
// segment: "/api/ingest/stream/{id}". Literal beats {name}, segment by segment from the left. HEAD is answered by
// GET's handler without the body. Paths are compared decoded; "/a" and "/a/" are two paths.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/message.h"

namespace sluice::http {

class Router {
 public:
  void add(Method method, const std::string& pattern, Handler handler);

  struct NotFound {};
  struct MethodNotAllowed {
    std::string allow;  // "GET, HEAD"
  };
  // On a match the request's path_arguments are filled.
  [[nodiscard]] std::variant<const Handler*, NotFound, MethodNotAllowed> find(Request& request) const;

 private:
  struct Route {
    Method method;
    std::vector<std::string> segments;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace sluice::http
