#pragma once

// Where the thumbnail of a session's file is asked for.

#include <boost/json/value.hpp>

#include "base/ids.h"
#include "store/store.h"

namespace sluice::api {

// The address with the key of the bytes in it, so that it may be kept for ever; null where there is no picture.
boost::json::value thumbnail_address(const SessionId& session, const store::FileRow& row);

}  // namespace sluice::api
