#include "formats/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/utf8.h"

namespace sluice::formats {
namespace {

// Eight bytes at a time: most of what files hold is ASCII, and graphs are long.
bool is_plain_ascii(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof word);
    if ((word & kHigh) != 0 || ((word - kOnes) & ~word & kHigh) != 0) return false;
  }
  return std::ranges::all_of(text.substr(i), [](char c) { return c > 0; });
}

bool is_printable_ascii(ByteView bytes) {
  return std::ranges::all_of(bytes,
                             [](Byte b) { return (b >= 0x20 && b < 0x7F) || b == '\n' || b == '\r' || b == '\t'; });
}

struct Zeros {
  std::size_t even = 0;
  std::size_t odd = 0;
};

Zeros count_zeros(ByteView bytes) {
  Zeros zeros;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == 0) ++(i % 2 == 0 ? zeros.even : zeros.odd);
  }
  return zeros;
}

// How many units, read with their high byte at `high` (0 or 1), fall into blocks that people write in.
std::size_t plausible_units(ByteView bytes, std::size_t high) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const Byte block = bytes[i + high];
    const bool plausible = block <= 0x06 || block == 0x20 || block == 0x30 || (block >= 0x4E && block <= 0x9F) ||
                           (block >= 0xAC && block <= 0xDF) || block == 0xFF;
    if (plausible) ++count;
  }
  return count;
}

Utf16 guess_order(ByteView bytes, ByteOrder fallback) {
  const Zeros zeros = count_zeros(bytes);
  // Latin text; a few zeros prove nothing (U+4E00 has one on the other side).
  const bool decisive = (zeros.even + zeros.odd) * 8 >= bytes.size();
  if (decisive && zeros.even != zeros.odd) return zeros.even > zeros.odd ? Utf16::big_endian : Utf16::little_endian;
  const std::size_t big = plausible_units(bytes, 0);
  const std::size_t little = plausible_units(bytes, 1);
  if (big != little) return big > little ? Utf16::big_endian : Utf16::little_endian;
  return fallback == ByteOrder::big_endian ? Utf16::big_endian : Utf16::little_endian;
}

// `digits` decimal digits at the front, which are cut off.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_any(std::string_view& text, std::string_view characters) {
  if (text.empty() || !characters.contains(text.front())) return false;
  text.remove_prefix(1);
  return true;
}

std::chrono::microseconds fraction_of_second(std::string_view digits) {
  std::int64_t micros = 0;
  std::int64_t scale = 100'000;
  for (const char c : digits) {
    if (c < '0' || c > '9') break;
    micros += (c - '0') * scale;
    scale /= 10;
  }
  return std::chrono::microseconds{micros};
}

std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes{0};
  const bool west = text.starts_with('-');
  if (!take_any(text, "+-")) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take_any(text, ":");
  const auto minutes = take_digits(text, 2);
  if (!hours || *hours > 15 || (minutes && *minutes > 59)) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + minutes.value_or(0)};
  return west ? -offset : offset;
}

struct Clock {
  std::chrono::seconds since_midnight{};
  std::string_view fraction;
  std::string_view offset;
};

// What follows the date: "[T ]hh:mm[:ss[.fff]][offset]", or nothing.
std::optional<Clock> parse_clock(std::string_view text) {
  Clock clock;
  if (!take_any(text, "T ")) return text.empty() ? std::optional(clock) : std::nullopt;
  const auto hour = take_digits(text, 2);
  const bool colon = take_any(text, ":");
  const auto minute = take_digits(text, 2);
  if (!hour || !colon || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  if (take_any(text, ":")) second = take_digits(text, 2).value_or(0);
  if (second > 60) return std::nullopt;
  if (take_any(text, ".")) {
    const auto end = text.find_first_not_of("0123456789");
    clock.fraction = text.substr(0, end);
    text.remove_prefix(clock.fraction.size());
  }
  clock.since_midnight = std::chrono::seconds{*hour * 3600 + *minute * 60 + second};
  clock.offset = trimmed(text);
  return clock;
}

}  // namespace

std::string decoded_text(ByteView bytes) {
  std::string_view text = as_text(bytes);
  while (text.ends_with('\0')) text.remove_suffix(1);
  return is_plain_ascii(text) ? std::string(text) : from_utf8_or_latin1(text);
}

std::string decoded_c_string(ByteView bytes) {
  return decoded_text(bytes.first(std::min(as_text(bytes).find('\0'), bytes.size())));
}

std::string decoded_utf16(ByteView bytes, ByteOrder fallback) {
  if (bytes.size() >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF)
    return decoded_utf16(bytes.subspan(2), ByteOrder::big_endian);
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE)
    return decoded_utf16(bytes.subspan(2), ByteOrder::little_endian);
  while (bytes.size() >= 2 && bytes[bytes.size() - 1] == 0 && bytes[bytes.size() - 2] == 0)
    bytes = bytes.first(bytes.size() - 2);
  if (bytes.size() > 2 && is_printable_ascii(bytes)) return decoded_text(bytes);
  // A text of odd length lost its last byte: "a\0b" little-endian, or it is a zero too many.
  return from_utf16(as_text(bytes), guess_order(bytes.first(bytes.size() / 2 * 2), fallback));
}

bool looks_like_utf16(ByteView bytes) {
  if (bytes.size() < 4) return false;
  const ByteView sample = bytes.first(std::min<std::size_t>(bytes.size(), 512));
  const Zeros zeros = count_zeros(sample);
  return std::max(zeros.even, zeros.odd) * 4 > sample.size() && std::min(zeros.even, zeros.odd) * 16 <= sample.size();
}

std::string_view clipped(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<Byte>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::optional<WallTime> parse_time(std::string_view text, std::string_view offset, std::string_view fraction) {
  text = trimmed(text);
  const auto year = take_digits(text, 4);
  if (!year || !take_any(text, ":-/")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_any(text, ":-/")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  const auto clock = parse_clock(text);
  if (!date.ok() || *year == 0 || !clock) return std::nullopt;
  const auto zone = parse_offset(clock->offset.empty() ? trimmed(offset) : clock->offset);
  return WallTime{std::chrono::sys_days{date}} + clock->since_midnight - zone.value_or(std::chrono::minutes{0}) +
         fraction_of_second(clock->fraction.empty() ? trimmed(fraction) : clock->fraction);
}

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<Position> parse_iso6709(std::string_view text) {
  text = trimmed(text);
  const auto second = text.find_first_of("+-", 1);
  if (text.empty() || !std::string_view("+-").contains(text.front()) || second == std::string_view::npos)
    return std::nullopt;
  const auto end = std::min(text.find_first_of("+-/C", second + 1), text.size());
  const auto latitude = parse_number(text.substr(0, second));
  const auto longitude = parse_number(text.substr(second, end - second));
  if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180) return std::nullopt;
  return Position{*latitude, *longitude};
}

bool is_embedded_json(std::string_view text) {
  if (text.contains("prompt:{") || text.contains("workflow:{")) return true;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon > 64) return text.starts_with('{');
  const std::string_view value = trimmed(text.substr(colon + 1));
  return value.starts_with('{') || value.starts_with("[{") || value.starts_with("\"{") || text.starts_with('{');
}

}  // namespace sluice::formats
