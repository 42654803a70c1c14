#pragma once

// Result → HTTP, in one place: the map from Code to status, JSON bodies in and out.

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/ids.h"
#include "base/result.h"
#include "http/message.h"
#include "model/parameters.h"

namespace sluice::api {

unsigned status_of(Code code);
// {"detail": message} with the status of its code.
http::Response answer(const Error& error);
http::Response answer(const boost::json::value& value, unsigned status = 200);
http::Response answer_json(std::string json, unsigned status = 200);

// The request's body as JSON. invalid_argument when it is none; an empty body is an empty object.
Result<boost::json::value> json_body(const http::Request& request);
Result<boost::json::object> object_body(const http::Request& request);
// invalid_argument names a member of the body that is not the one there may be.
Result<void> allow_only(const boost::json::object& body, std::string_view key);
// The member `key` of a body as a session's id; invalid_argument names the field.
Result<SessionId> session_field(const boost::json::object& body, std::string_view key);

// The body {"parameters": {…}} of what begins or estimates a session; invalid_argument names the field.
Result<model::Parameters> parameters_of(const http::Request& request);
// A path as text, and its bytes besides where they are not UTF-8.
void put_path(boost::json::object& out, const std::string& path);
// Who asks, as far as it can be told: the browser, else the address.
std::string asker_of(const http::Request& request);

// {id} of the path. not_found when it has not even the form of one.
Result<SessionId> session_of(const http::Request& request);
// {file} of the path; not_found when it is no number.
Result<FileId> file_of(const http::Request& request);
// A number in the path. not_found when it is none.
Result<std::int64_t> number_argument(const http::Request& request, const std::string& name);
// A query value as a whole number in [least, most]; `otherwise` when it is absent.
Result<std::int64_t> number_query(const http::Request& request, std::string_view name, std::int64_t least,
                                  std::int64_t most, std::int64_t otherwise);
// A query value as a number from 0 to 1; none when it is absent.
Result<std::optional<double>> threshold_query(const http::Request& request, std::string_view name);

}  // namespace sluice::api
