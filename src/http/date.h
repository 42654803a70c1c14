#pragma once

// Dates in headers (Date, Sunset). Pure.

#include <string>

#include "base/clock.h"

namespace sluice::http {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string to_http_date(WallTime time);

}  // namespace sluice::http
