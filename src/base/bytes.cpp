#include "base/bytes.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sluice {

Result<void> ByteReader::seek(std::size_t position) {
  if (position > bytes_.size())
    return fail(Code::corrupt, fmt::format("offset {} of {} bytes", position, bytes_.size()));
  position_ = position;
  return {};
}

Result<void> ByteReader::skip(std::uint64_t count) {
  SLUICE_TRY(take(count));
  return {};
}

Result<ByteView> ByteReader::take(std::uint64_t count) {
  if (count > remaining()) {
    return fail(Code::corrupt, fmt::format("{} bytes wanted at {}, {} left", count, position_, remaining()));
  }
  const ByteView view = bytes_.subspan(position_, static_cast<std::size_t>(count));
  position_ += static_cast<std::size_t>(count);
  return view;
}

Result<ByteView> ByteReader::take_until_zero() {
  const ByteView rest = bytes_.subspan(position_);
  const auto zero = std::ranges::find(rest, Byte{0});
  if (zero == rest.end()) return fail(Code::corrupt, "text without its closing zero");
  const auto length = static_cast<std::size_t>(zero - rest.begin());
  position_ += length + 1;
  return rest.first(length);
}

ByteView ByteReader::take_rest() {
  const ByteView rest = bytes_.subspan(position_);
  position_ = bytes_.size();
  return rest;
}

Result<std::uint32_t> ByteReader::u24le() {
  const ByteView v = SLUICE_TRY(take(3));
  return static_cast<std::uint32_t>(v[0] | v[1] << 8 | v[2] << 16);
}

std::string to_hex(ByteView bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const Byte b : bytes) {
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
  return out;
}

namespace {
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto kBase64Values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i) values[static_cast<Byte>(kBase64[i])] = static_cast<std::int8_t>(i);
  return values;
}();
}  // namespace

std::string to_base64(ByteView bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < have ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= have ? kBase64[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = kBase64Values[static_cast<Byte>(c)];
    if (value < 0) return fail(Code::invalid_argument, "not base64");
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<Byte>(group >> bits));
    }
  }
  return out;
}

}  // namespace sluice
