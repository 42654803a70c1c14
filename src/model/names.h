#pragma once

// Enum ↔ name, from one table each. Names are what the wire, the database and the page use.

#include <array>
#include <optional>
#include <string_view>

namespace sluice::model {

template <class E, std::size_t N>
struct NameTable {
  std::array<std::string_view, N> names;  // in the order of the enumerators

  [[nodiscard]] constexpr std::string_view name(E value) const noexcept {
    const auto i = static_cast<std::size_t>(value);
    return i < N ? names[i] : std::string_view("unknown");
  }
  [[nodiscard]] constexpr std::optional<E> parse(std::string_view text) const noexcept {
    for (std::size_t i = 0; i < N; ++i) {
      if (names[i] == text) return static_cast<E>(i);
    }
    return std::nullopt;
  }
};

}  // namespace sluice::model
