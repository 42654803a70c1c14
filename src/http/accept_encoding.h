#pragma once

// Content negotiation for codings (RFC 9110 §12.5.3). Pure.

#include <string_view>

namespace sluice::http {

struct Request;

// How much the client wants `coding` ("gzip", lower case), in thousandths: 0 is "not at all". A coding that the
// header does not name gets the weight of "*"; `identity` is wanted unless it is refused. Malformed weights count 0.
int coding_weight(std::string_view accept_encoding, std::string_view coding);

// True if the client takes `coding` and likes it no less than plain bytes. Looks at every Accept-Encoding header;
// without one the answer is no.
bool accepts_coding(const Request& request, std::string_view coding);

}  // namespace sluice::http
