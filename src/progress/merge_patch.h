#pragma once

// RFC 7396 (JSON Merge Patch): what turns one object into another.
//
// A merge patch cannot set a member to null (null means "remove"), and our snapshots hold nulls. Where a member becomes
// null there is no patch; the caller sends the whole object instead. That happens a few times in a session's life, at
// its ends.

#include <optional>

#include <boost/json/object.hpp>

namespace sluice::progress {

// The smallest patch with `merge(from, patch) == to`; empty if they are equal; nothing if there is none.
std::optional<boost::json::object> merge_patch(const boost::json::object& from, const boost::json::object& to);

// RFC 7396 §2, for objects. The reference that merge_patch is tested against.
void merge(boost::json::object& target, const boost::json::object& patch);

}  // namespace sluice::progress
