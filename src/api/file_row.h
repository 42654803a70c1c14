#pragma once

// A file of a session as JSON: what `files`, its detail and the export show.

#include <boost/json/object.hpp>

#include "base/ids.h"
#include "store/store.h"

namespace sluice::api {

boost::json::object row_json(const SessionId& session, const store::FileRow& row, double nsfw_threshold);
// The same with `record`: everything that was read; null when there is none.
boost::json::object detail_json(const SessionId& session, const store::FileRow& row, double nsfw_threshold);

}  // namespace sluice::api
