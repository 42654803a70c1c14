#include "http/router.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "base/assert.h"

namespace sluice::http {
namespace {

bool is_argument(std::string_view segment) {
  return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

// "/a/b" → a, b; "/" → one empty segment.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  for (;;) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool matches(std::span<const std::string> pattern, std::span<const std::string_view> path) {
  return std::ranges::equal(pattern, path, [](const std::string& wanted, std::string_view segment) {
    return is_argument(wanted) ? !segment.empty() : wanted == segment;
  });
}

// True if `a` names its paths more closely than `b`: literal where b has an argument, at the first difference.
bool is_closer(std::span<const std::string> a, std::span<const std::string> b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (is_argument(a[i]) != is_argument(b[i])) return is_argument(b[i]);
  }
  return false;
}

std::string allowed_methods(const std::vector<Method>& methods) {
  static constexpr std::array<std::pair<Method, std::string_view>, 7> kNames{{{Method::get, "GET"},
                                                                              {Method::head, "HEAD"},
                                                                              {Method::post, "POST"},
                                                                              {Method::put, "PUT"},
                                                                              {Method::patch, "PATCH"},
                                                                              {Method::del, "DELETE"},
                                                                              {Method::options, "OPTIONS"}}};
  const auto has = [&](Method method) { return std::ranges::find(methods, method) != methods.end(); };
  std::string names;
  for (const auto& [method, name] : kNames) {
    if (!has(method) && !(method == Method::head && has(Method::get))) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

}  // namespace

void Router::add(Method method, const std::string& pattern, Handler handler) {
  SLUICE_ASSERT(pattern.starts_with('/'));
  SLUICE_ASSERT(method != Method::other);
  const auto segments = segments_of(pattern);
  routes_.push_back({method, {segments.begin(), segments.end()}, std::move(handler)});
}

std::variant<const Handler*, Router::NotFound, Router::MethodNotAllowed> Router::find(Request& request) const {
  if (!request.path.starts_with('/')) return NotFound{};
  const auto path = segments_of(request.path);
  const Route* best = nullptr;
  std::vector<Method> others;
  for (const Route& route : routes_) {
    if (!matches(route.segments, path)) continue;
    others.push_back(route.method);
    const bool answers =
        route.method == request.method || (request.method == Method::head && route.method == Method::get);
    if (!answers) continue;
    if (best == nullptr || is_closer(route.segments, best->segments)) best = &route;
  }
  if (best == nullptr) {
    if (others.empty()) return NotFound{};
    return MethodNotAllowed{allowed_methods(others)};
  }
  request.path_arguments.clear();
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::string& name = best->segments[i];
    if (is_argument(name)) request.path_arguments.emplace(name.substr(1, name.size() - 2), path[i]);
  }
  return &best->handler;
}

}  // namespace sluice::http
