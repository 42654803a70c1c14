#pragma once

// What was found in one file (METADATA.md, "The record"; columns: CATALOGUE.md, media_metadata). Made by a worker,
// kept in staging as JSON (model/record_json.h), written to the catalogue by a commit.
//
// All text is valid UTF-8 without NUL. An empty string or an empty optional means "not found".

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/file.h"

namespace sluice::model {

enum class KeywordType { prompt, extracted, user, workflow, automatic };  // `automatic` is written "auto"
std::string_view name(KeywordType type) noexcept;
std::optional<KeywordType> parse_keyword_type(std::string_view name) noexcept;

struct WeightedText {
  std::string text;
  double weight = 1.0;
  friend bool operator==(const WeightedText&, const WeightedText&) = default;
};

struct Keyword {
  std::string text;
  double weight = 1.0;
  KeywordType type = KeywordType::prompt;
  friend bool operator==(const Keyword&, const Keyword&) = default;
};

struct Lora {
  std::string name;
  double weight = 1.0;
  std::string hash;
  friend bool operator==(const Lora&, const Lora&) = default;
};

// A generation prompt taken apart: the columns of media_metadata that come from generators.
struct Prompt {
  std::string generator;  // "a1111", "comfyui", …
  std::string prompt;
  std::string negative_prompt;
  std::string model_name;
  std::string model_hash;
  std::string sampler;
  std::string schedule_type;
  std::optional<std::int64_t> steps;
  std::optional<double> cfg_scale;
  std::string seed;  // text: seeds exceed 2^53
  std::string size;  // "1152x896"
  std::optional<double> denoising_strength;
  std::string hires_config;     // JSON object as text, or empty
  std::string dynthres_config;  // JSON object as text, or empty
  std::string version;          // the generator's own
  std::string lora_hashes;      // as written
  std::vector<WeightedText> positive_keywords;
  std::vector<WeightedText> negative_keywords;
  std::vector<Lora> loras;
  friend bool operator==(const Prompt&, const Prompt&) = default;
};

struct Camera {
  std::string make;
  std::string model;
  std::string lens;
  std::optional<WallTime> taken_at;
  std::optional<double> gps_lat;  // degrees, north positive
  std::optional<double> gps_lon;  // degrees, east positive
  friend bool operator==(const Camera&, const Camera&) = default;
};

// What the container says of the picture or film itself.
struct Technical {
  std::uint32_t width = 0;  // as shown: orientation and rotation applied
  std::uint32_t height = 0;
  std::uint16_t orientation = 1;  // EXIF 1…8 as found
  std::string color_mode;         // Pillow's words: "RGB", "RGBA", "L", "LA", "P", "CMYK", "I;16"; empty for video
  std::optional<bool> has_alpha;
  std::uint16_t bit_depth = 0;
  std::uint32_t frame_count = 0;  // animated pictures; 0: unknown, 1: still
  double duration_s = 0;
  double frame_rate = 0;
  std::string video_codec;  // "h264", "hevc", "av1", "vp8", "vp9", "mpeg4", …
  std::string audio_codec;  // "aac", "opus", "vorbis", "mp3", …
  friend bool operator==(const Technical&, const Technical&) = default;
};

// container → key → text, as found: raw["png"]["parameters"], raw["exif"]["UserComment"].
using RawTexts = std::map<std::string, std::map<std::string, std::string>>;

struct Nsfw {
  double score = 0;  // 0…1
  std::string label;
  std::map<std::string, double> classes;
  std::string model;
  friend bool operator==(const Nsfw&, const Nsfw&) = default;
};

struct Record {
  FileType file_type = FileType::image;
  std::string format;
  std::uint64_t file_size = 0;
  Technical technical;
  Camera camera;
  Prompt prompt;
  std::string png_text;       // the A1111 text (`parameters`) as found, or empty
  std::string workflow_data;  // the ComfyUI workflow (else prompt) graph as JSON text, or empty
  std::vector<Keyword> keywords;
  std::optional<double> score;  // -1…5
  std::string score_source;     // "sidecar", "xmp", "embedded"
  bool favourite = false;
  std::optional<Nsfw> nsfw;
  std::optional<WallTime> created_at;  // taken, else container creation; the server falls back to mtime
  std::string created_at_source;       // "exif", "container", "mtime"
  std::string content_hash;            // XXH3-128, 32 hex digits
  std::string phash;                   // 16 hex digits
  std::string media_file_id;           // SHA-256 of the RGB pixels, 64 hex digits
  RawTexts raw;
  std::map<std::string, std::string> provenance;  // field → "png:parameters / a1111@1"
  std::vector<std::string> unparsed;              // "png:Foo": found, kept, explained by no parser
  std::vector<std::string> warnings;
  friend bool operator==(const Record&, const Record&) = default;
};

RecordSummary summarise(const Record& record, bool metadata_extracted);

}  // namespace sluice::model
