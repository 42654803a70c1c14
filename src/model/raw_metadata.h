#pragma once

// What a container reader (src/formats) hands on: the picture's technical data and every text it holds, decoded to
// UTF-8 but not explained. Parsers (src/prompts) explain; the worker puts both together into a Record.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/record.h"

namespace sluice::model {

struct RawText {
  std::string container;  // "png", "exif", "xmp", "iptc", "mp4", "mkv", "gif", "webp", "jpeg"
  std::string key;        // as written: "parameters", "UserComment", "prompt"
  std::string text;       // valid UTF-8, no NUL
  friend bool operator==(const RawText&, const RawText&) = default;
};

struct RawMetadata {
  FileType file_type = FileType::image;
  std::string format;  // see RecordSummary::format
  Technical technical;
  Camera camera;                                 // from EXIF/XMP
  std::optional<double> rating;                  // xmp:Rating as written: -1…5
  std::vector<std::string> subjects;             // XMP dc:subject and IPTC keywords, in order
  std::optional<WallTime> container_created_at;  // mvhd, DateUTC
  std::vector<RawText> texts;                    // in file order
  std::vector<std::string> warnings;             // recovered from: truncated text, bad CRC, trailing bytes…
};

}  // namespace sluice::model
