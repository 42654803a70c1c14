#pragma once

// Which files of a session a request means: the filters of `files`, in a query or as a JSON object. Errors name the
// filter (invalid_argument).

#include <functional>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "http/message.h"
#include "store/store.h"

namespace sluice::api {

// state, reason, label, text, score, generator, model, keyword, change, included, commit_failed; empty values are none.
Result<store::FileQuery> filter_of(const http::Request& request);
// The same, values as strings; other members are refused.
Result<store::FileQuery> filter_of(const boost::json::object& filter);
// Whether only counting tells how many files match; else the session's tally does.
bool must_count(const store::FileQuery& query);

}  // namespace sluice::api
