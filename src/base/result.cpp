#include "base/result.h"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace sluice {

std::string_view name(Code code) noexcept {
  switch (code) {
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::denied:
      return "denied";
    case Code::permission:
      return "permission";
    case Code::unauthenticated:
      return "unauthenticated";
    case Code::too_large:
      return "too_large";
    case Code::unavailable:
      return "unavailable";
    case Code::timeout:
      return "timeout";
    case Code::corrupt:
      return "corrupt";
    case Code::unsupported:
      return "unsupported";
    case Code::io:
      return "io";
    case Code::cancelled:
      return "cancelled";
    case Code::internal:
      return "internal";
  }
  return "unknown";
}

Error Error::within(std::string_view context) && { return {code, fmt::format("{}: {}", context, message)}; }

Error system_error(std::string_view what, int error_number) {
  Code code = Code::io;
  if (error_number == ENOENT || error_number == ENOTDIR) code = Code::not_found;
  if (error_number == EACCES || error_number == EPERM) code = Code::permission;
  if (error_number == EXDEV || error_number == ELOOP) code = Code::denied;
  return {code, fmt::format("{}: {}", what, std::generic_category().message(error_number))};
}

}  // namespace sluice
