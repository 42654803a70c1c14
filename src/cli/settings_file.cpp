#include "cli/settings_file.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

namespace sluice::cli {
namespace {

std::string find_file() {
  std::error_code ec;
  if (std::filesystem::exists("sluice.toml", ec)) return "sluice.toml";
  std::string folder;
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config) {
    folder = config;
  } else if (const char* home = std::getenv("HOME"); home && *home) {
    folder = fmt::format("{}/.config", home);
  }
  const std::string path = folder + "/sluice/sluice.toml";
  return !folder.empty() && std::filesystem::exists(path, ec) ? path : std::string();
}

std::string as_flag_value(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  std::ostringstream out;
  node.visit([&](const auto& value) {
    if constexpr (toml::is_integer<decltype(value)> || toml::is_floating_point<decltype(value)> ||
                  toml::is_boolean<decltype(value)> || toml::is_date<decltype(value)>)
      out << std::boolalpha << value.get();
  });
  return out.str();
}

Result<void> apply(CLI::App& subcommand, const std::string& file, std::string_view key, const toml::node& node) {
  const auto bad = [&](std::string_view what) {
    return fail(Code::invalid_argument, fmt::format("{}: {}: {}", file, key, what));
  };
  CLI::Option* option =
      subcommand.get_option_no_throw(key == "roots" ? std::string("roots") : fmt::format("--{}", key));
  if (!option || key == "help" || key == "config")
    return bad(fmt::format("`sluice {}` has no such setting", subcommand.get_name()));
  if (option->count() > 0) return {};  // a flag or the environment wins
  std::vector<std::string> values;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& item : *list) values.push_back(as_flag_value(item));
  } else {
    values.push_back(as_flag_value(node));
  }
  try {
    for (const std::string& value : values) {
      if (value.empty()) return bad("must be text, a number, true or false, or a list of such");
      option->add_result(value);
    }
    option->run_callback();
  } catch (const CLI::Error& error) {
    return bad(error.what());
  }
  return {};
}

}  // namespace

Result<void> apply_settings_file(CLI::App& subcommand, const std::string& explicit_path) {
  const std::string path = explicit_path.empty() ? find_file() : explicit_path;
  if (path.empty()) return {};
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return fail(Code::invalid_argument,
                fmt::format("{}: line {}: {}", path, error.source().begin.line, error.description()));
  }
  for (const auto& [key, node] : table) {
    if (const toml::table* section = node.as_table()) {
      if (key.str() != subcommand.get_name()) continue;
      for (const auto& [inner, value] : *section) SLUICE_TRY(apply(subcommand, path, inner.str(), value));
    } else {
      SLUICE_TRY(apply(subcommand, path, key.str(), node));
    }
  }
  return {};
}

}  // namespace sluice::cli
