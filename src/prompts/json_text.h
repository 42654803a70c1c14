#pragma once

// JSON as generators write it: NaN and Infinity where Python's json module left them, documents encoded twice or three
// times as a string, bytes after the end. Bounded in depth; numbers that fit 64 bits stay exact.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace sluice::prompts {

inline constexpr std::size_t kMaxJsonDepth = 64;

// An object or array; nothing when the text holds neither.
std::optional<boost::json::value> parse_json_text(std::string_view text);

// NaN, Infinity and -Infinity outside of strings become null.
std::string without_nan(std::string_view text);

// True if the text begins like a JSON object or array, or like one that was encoded as a string.
bool looks_like_json(std::string_view text) noexcept;

// The number a value holds, also when it was written as a string.
std::optional<double> number_in(const boost::json::value& value);
std::optional<std::int64_t> integer_in(const boost::json::value& value);
// Strings as they are, numbers written out (integers exactly, as seeds need); nothing for the rest.
std::optional<std::string> text_in(const boost::json::value& value);

// As JSON wants it: whole numbers without a fraction.
boost::json::value json_number(double number);

// Whole text as a number, surrounding space allowed; nothing for "inf", "nan" or anything left over.
std::optional<double> parse_number(std::string_view text);

}  // namespace sluice::prompts
