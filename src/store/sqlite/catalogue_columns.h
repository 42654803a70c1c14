#pragma once

// The columns of the catalogue that a commit may change, and so that an undo has to put back.

#include <array>
#include <string>

namespace sluice::store::sqlite {

inline constexpr std::array kFileColumns{
    "filename",       "directory",     "file_size",  "file_type",           "extension",  "score",
    "favourite",      "nsfw",          "nsfw_score", "nsfw_label",          "nsfw_model", "nsfw_model_version",
    "nsfw_threshold", "media_file_id", "phash",      "original_created_at", "updated_at", "file_mtime_ns",
    "path_bytes",     "content_hash",  "session_id", "removed_at"};
inline constexpr std::array kMetadataColumns{"width",
                                             "height",
                                             "duration",
                                             "frame_rate",
                                             "color_mode",
                                             "has_alpha",
                                             "png_text",
                                             "workflow_data",
                                             "prompt",
                                             "negative_prompt",
                                             "model_name",
                                             "model_hash",
                                             "sampler",
                                             "steps",
                                             "cfg_scale",
                                             "seed",
                                             "size",
                                             "schedule_type",
                                             "denoising_strength",
                                             "hires_config",
                                             "dynthres_config",
                                             "version",
                                             "lora_hashes",
                                             "positive_prompt_keywords",
                                             "negative_prompt_keywords",
                                             "loras",
                                             "file_modified_at",
                                             "metadata_extracted_at",
                                             "generator",
                                             "raw",
                                             "camera_make",
                                             "camera_model",
                                             "lens",
                                             "taken_at",
                                             "gps_lat",
                                             "gps_lon"};
// Of rows that a commit may replace.
inline constexpr std::array kKeywordColumns{"keyword", "keyword_type", "confidence", "source", "created_at"};
inline constexpr std::array kThumbnailColumns{"thumbnail_size", "mime_type", "file_path", "created_at"};

// Keywords that a commit replaces; those of other types are the user's.
#define SLUICE_OUR_KEYWORDS "keyword_type IN ('prompt', 'extracted', 'auto', 'workflow')"

// "a, b, c"
template <std::size_t N>
std::string list_of(const std::array<const char*, N>& columns) {
  std::string out;
  for (const char* column : columns) out.append(out.empty() ? "" : ", ").append(column);
  return out;
}

}  // namespace sluice::store::sqlite
