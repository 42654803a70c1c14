#pragma once

// Result<T>: a value or an Error, the way every fallible function of Sluice answers.
//
// Code is a small closed set that callers can act on; the message is for people and says what happened and, where
// there is one, what to do. Context is added going up with Error::within(). Exceptions are for bugs and exhaustion
// only.

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

enum class Code {
  invalid_argument,  // the caller's input is off; the message names the field
  not_found,         // no such thing
  conflict,          // the thing is in a state that does not allow this
  denied,            // we do not allow it, whatever the state
  permission,        // the operating system does not allow it
  unauthenticated,   // who is asking?
  too_large,         // over a stated limit
  unavailable,       // not now: try again later
  timeout,           // a deadline passed
  corrupt,           // bytes that are not what they claim to be
  unsupported,       // recognised, but nothing we can do
  io,                // the operating system said no
  cancelled,         // given up because somebody asked for it
  internal,          // our fault
};

std::string_view name(Code code) noexcept;

struct Error {
  Code code = Code::internal;
  std::string message;

  // The same error seen from one level up: "context: message".
  [[nodiscard]] Error within(std::string_view context) &&;
};

template <class T>
using Result = std::expected<T, Error>;

// return fail(Code::corrupt, "chunk ends after the file");
[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}
[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }

// An Error of Code::io (or denied / not_found where errno says so) with the system's text: "open a.png: No such file…".
[[nodiscard]] Error system_error(std::string_view what, int error_number);

}  // namespace sluice

// auto v = SLUICE_TRY(f());  leaves the enclosing function with f's error. Not for coroutines: there SLUICE_CO_TRY.
// GNU statement expressions keep it an expression; clang and gcc both have them.
#define SLUICE_TRY(...)                                              \
  __extension__({                                                    \
    auto&& sluice_result_ = (__VA_ARGS__);                           \
    if (!sluice_result_) [[unlikely]]                                \
      return ::std::unexpected(::std::move(sluice_result_).error()); \
    ::sluice::detail::unwrap(::std::move(sluice_result_));           \
  })
#define SLUICE_CO_TRY(...)                                              \
  __extension__({                                                       \
    auto&& sluice_result_ = (__VA_ARGS__);                              \
    if (!sluice_result_) [[unlikely]]                                   \
      co_return ::std::unexpected(::std::move(sluice_result_).error()); \
    ::sluice::detail::unwrap(::std::move(sluice_result_));              \
  })

namespace sluice::detail {
template <class T>
T unwrap(std::expected<T, Error>&& result) {
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}
}  // namespace sluice::detail
