#include "progress/merge_patch.h"

#include <boost/json/value.hpp>

namespace sluice::progress {
namespace json = boost::json;
namespace {

bool holds_null(const json::value& value) {
  if (value.is_null()) return true;
  if (!value.is_object()) return false;  // arrays are replaced as they stand
  for (const auto& member : value.get_object()) {
    if (holds_null(member.value())) return true;
  }
  return false;
}

}  // namespace

std::optional<json::object> merge_patch(const json::object& from, const json::object& to) {
  json::object patch;
  for (const auto& [key, value] : from) {
    if (!to.contains(key)) patch[key] = nullptr;
  }
  for (const auto& [key, value] : to) {
    const json::value* old = from.if_contains(key);
    if (old && *old == value) continue;
    if (old && old->is_object() && value.is_object()) {
      auto inner = merge_patch(old->get_object(), value.get_object());
      if (!inner) return std::nullopt;
      patch[key] = std::move(*inner);
    } else if (holds_null(value)) {
      return std::nullopt;
    } else {
      patch[key] = value;
    }
  }
  return patch;
}

void merge(json::object& target, const json::object& patch) {
  for (const auto& [key, value] : patch) {
    if (value.is_null()) {
      target.erase(key);
    } else if (value.is_object()) {
      json::value& member = target[key];
      if (!member.is_object()) member = json::object();
      merge(member.get_object(), value.get_object());
    } else {
      target[key] = value;
    }
  }
}

}  // namespace sluice::progress
