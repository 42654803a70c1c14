#pragma once

// Strong ids: a session is never mistaken for a file, nor either for a plain number or string.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace sluice {

template <class Tag, class T>
class Id {
 public:
  Id() = default;
  explicit Id(T value) : value_(std::move(value)) {}
  [[nodiscard]] const T& value() const { return value_; }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  T value_{};
};

using SessionId = Id<struct SessionTag, std::string>;  // a random UUID (RFC 9562 version 4), lower case
using FileId = Id<struct FileTag, std::int64_t>;       // an entry of a session; rises in the order of discovery
using MediaId = Id<struct MediaTag, std::int64_t>;     // a row of the catalogue

SessionId random_session_id();
// True for the form random_session_id() makes: what a path segment may hold.
bool is_session_id(std::string_view text) noexcept;
// `bytes` random bytes from the kernel, as hex: tokens.
std::string random_hex(std::size_t bytes);

}  // namespace sluice

template <class Tag, class T>
struct std::hash<sluice::Id<Tag, T>> {
  std::size_t operator()(const sluice::Id<Tag, T>& id) const noexcept { return std::hash<T>{}(id.value()); }
};
