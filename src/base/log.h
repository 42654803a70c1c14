#pragma once

// Log lines for the operator, to stderr: `log::warn("store: {} is slow", path)`. Any thread.

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/result.h"

namespace sluice::log {

enum class Level { debug, info, warn, error, off };

void set_level(Level level);
Result<Level> parse_level(std::string_view name);
void write(Level level, std::string_view line);
bool is_on(Level level);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on(Level::warn)) write(Level::warn, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on(Level::error)) write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace sluice::log
