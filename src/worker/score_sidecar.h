#pragma once

// The score that people keep beside a file: `.scores/<file name>.json`, {"file", "score": -1…5, "favourite",
// "updated"}; -1 is "rejected". Pure. Never fails a file: what is off is told in `problem`, and the rest is used.

#include <optional>
#include <string>
#include <string_view>

#include "formats/byte_source.h"

namespace sluice::worker {

inline constexpr std::uint64_t kMaxSidecarBytes = 64u << 10;
inline constexpr double kLowestScore = -1;
inline constexpr double kHighestScore = 5;

struct SidecarScore {
  std::optional<double> score;
  bool favourite = false;
  std::string problem;  // "score 9 is not in -1…5"; empty: none
};

bool is_score(double value) noexcept;
// The whole of `text` as a decimal number; nothing for "inf", "nan" and the like.
std::optional<double> parse_decimal(std::string_view text);
SidecarScore parse_score_sidecar(std::string_view text);
SidecarScore read_score_sidecar(const formats::ByteSource& source);

}  // namespace sluice::worker
