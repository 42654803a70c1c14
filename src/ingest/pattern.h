#pragma once

// Pattern: which file names a session takes. Alternatives separated by `|`; `*` and `?` stay within a name, `[a-z]`
// and `[!a-z]` are sets, `**` spans folders. Compared without regard to ASCII case. An alternative without a slash is
// held against the name, one with a slash against the path below the session's folder. Linear in name × pattern.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::ingest {

class Pattern {
 public:
  // invalid_argument when an alternative is empty or a set is not closed.
  static Result<Pattern> parse(std::string_view text);

  // `relative`: the path below the session's folder, "sub/a.PNG"; its last part is the name.
  [[nodiscard]] bool matches(std::string_view relative) const;

 private:
  struct Alternative {
    std::string glob;  // lower case
    bool whole_path = false;
  };
  std::vector<Alternative> alternatives_;
};

}  // namespace sluice::ingest
