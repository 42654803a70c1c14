#pragma once

// How bytes of containers become the text that RawMetadata may hold: valid UTF-8 without NUL.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"

namespace sluice::formats {

// Strict UTF-8 if it is that, else Latin-1. Trailing NULs (padding) are cut, others become U+FFFD.
std::string decoded_text(ByteView bytes);

// Up to the first NUL, then as above: C strings in fixed fields.
std::string decoded_c_string(ByteView bytes);

enum class ByteOrder { big_endian, little_endian };

// UTF-16 whose byte order is not said: a byte-order mark decides, else where the zero bytes are, else which reading
// looks like writing, else `fallback`. Bytes that are plainly no UTF-16 (printable ASCII throughout) are taken as they
// are.
std::string decoded_utf16(ByteView bytes, ByteOrder fallback);

// True if every second byte is mostly zero: Latin text in UTF-16.
bool looks_like_utf16(ByteView bytes);

// The longest valid beginning of `text` (UTF-8) of at most `limit` bytes.
std::string_view clipped(std::string_view text, std::size_t limit);

// "2024:06:01 12:30:00" (EXIF) or "2024-06-01T12:30:00.25+02:00" (XMP, QuickTime), with `offset` ("+02:00") where the
// text names none. Without any it is taken as UTC.
std::optional<WallTime> parse_time(std::string_view text, std::string_view offset = {}, std::string_view fraction = {});

// ISO 6709 as QuickTime writes it: "+37.3349-122.0090+010.0/".
struct Position {
  double latitude = 0;
  double longitude = 0;
};
std::optional<Position> parse_iso6709(std::string_view text);

std::optional<double> parse_number(std::string_view text);

// "prompt:{…" and its like: generators write whole graphs into the camera's tags.
bool is_embedded_json(std::string_view text);

}  // namespace sluice::formats
