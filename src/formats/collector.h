#pragma once

// What a reader fills while it walks a file: the metadata found so far, held to the Limits. One reader owns it for one
// file.
//
// Readers call finish() once with how their walk ended: a walk that broke off costs a warning when the dimensions are
// known, and is the reader's error when they are not; too many chunks before them are Code::too_large.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "formats/limits.h"
#include "model/raw_metadata.h"

namespace sluice::formats {

enum class Orientation { apply, already_applied };

class Collector {
 public:
  Collector(const Limits& limits, model::FileType type, std::string_view format);

  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] model::RawMetadata& metadata() { return metadata_; }
  [[nodiscard]] model::Technical& technical() { return metadata_.technical; }

  // `text` and `key` must be valid UTF-8 without NUL (formats/text.h). What goes beyond a limit is cut or left out with
  // a warning.
  void add_text(std::string_view container, std::string_view key, std::string text);
  void add_subject(std::string_view subject);
  void warn(std::string message);

  // Counts one chunk, box, segment, entry or element; false once there are too many, which is warned of once.
  [[nodiscard]] bool count_chunk();

  // Inflates a zlib stream within what is left of the file's allowance. Damage and bombs: what came out so far, with a
  // warning that names `what`.
  [[nodiscard]] std::string inflate(ByteView compressed, std::string_view what);
  // How much one more inflated text may have; spend() what it took.
  [[nodiscard]] std::uint64_t inflate_allowance() const;
  void spend_inflated(std::uint64_t bytes) { inflated_ += bytes; }

  Result<model::RawMetadata> finish(const Result<void>& walk, Orientation orientation);

 private:
  Limits limits_;
  model::RawMetadata metadata_;
  std::uint64_t text_bytes_ = 0;
  std::uint64_t inflated_ = 0;
  std::uint32_t chunks_ = 0;
  bool has_too_many_chunks_ = false;
  bool too_many_texts_ = false;
};

}  // namespace sluice::formats
