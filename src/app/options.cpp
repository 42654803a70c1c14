#include "app/options.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace sluice::app {

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto bad = [&] {
    return fail(Code::invalid_argument,
                fmt::format("listen: '{}' is not ADDRESS:PORT, for example 127.0.0.1:7862", text));
  };
  const auto colon = text.rfind(':');
  if (colon == text.npos) return bad();
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  Endpoint out{.address = address == "localhost" ? "127.0.0.1" : std::string(address)};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (error != std::errc{} || end != port.data() + port.size() || out.address.empty()) return bad();
  return out;
}

Result<std::chrono::sys_days> parse_date(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* const begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    return error == std::errc{} && end == begin + length ? value : -1;
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (year >= 0 && month > 0 && day > 0 && date.ok()) return std::chrono::sys_days{date};
  }
  return fail(Code::invalid_argument,
              fmt::format("'{}' is no date of the form YYYY-MM-DD, for example 2027-03-01", text));
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

std::string classifier_folder(const Options& options) {
  if (options.classifier == kNone) return {};
  if (!options.classifier.empty()) return options.classifier;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  // As installed, and as built: build/release/sluice beside build/classifier.
  const std::array candidates{program / "classifier", program / "../share/sluice/classifier",
                              program / "../classifier"};
  for (const auto& candidate : candidates) {
    if (std::filesystem::is_directory(candidate, error)) return candidate.lexically_normal();
  }
  return candidates.back().lexically_normal();
}

std::string default_data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return fmt::format("{}/sluice", data);
  if (const char* home = std::getenv("HOME"); home && *home) return fmt::format("{}/.local/share/sluice", home);
  return "sluice-data";
}

}  // namespace sluice::app
