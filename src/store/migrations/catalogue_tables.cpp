#include "store/migrations/catalogue_tables.h"

#include <array>

namespace sluice::store {
namespace {

constexpr std::string_view kKey = "INTEGER PRIMARY KEY AUTOINCREMENT";
constexpr std::string_view kFile = "INTEGER NOT NULL REFERENCES media_files(id) ON DELETE CASCADE";
constexpr std::string_view kFileAdded = "INTEGER REFERENCES media_files(id)";

constexpr std::array kFiles{
    CatalogueColumn{"id", kKey, "INTEGER"},
    CatalogueColumn{"filename", "TEXT NOT NULL", "TEXT"},
    CatalogueColumn{"directory", "TEXT NOT NULL", "TEXT"},
    CatalogueColumn{"file_path", "TEXT NOT NULL UNIQUE", "TEXT"},
    CatalogueColumn{"file_size", "BIGINT", "BIGINT"},
    CatalogueColumn{"file_type", "TEXT", "TEXT"},
    CatalogueColumn{"extension", "TEXT", "TEXT"},
    CatalogueColumn{"score", "NUMERIC", "NUMERIC"},
    CatalogueColumn{"favourite", "BOOLEAN NOT NULL DEFAULT 0", "BOOLEAN NOT NULL DEFAULT 0"},
    CatalogueColumn{"nsfw", "BOOLEAN NOT NULL DEFAULT 0", "BOOLEAN NOT NULL DEFAULT 0"},
    CatalogueColumn{"nsfw_score", "REAL", "REAL"},
    CatalogueColumn{"nsfw_label", "BOOLEAN", "BOOLEAN"},
    CatalogueColumn{"nsfw_model", "TEXT", "TEXT"},
    CatalogueColumn{"nsfw_model_version", "TEXT", "TEXT"},
    CatalogueColumn{"nsfw_threshold", "REAL", "REAL"},
    CatalogueColumn{"media_file_id", "TEXT", "TEXT"},
    CatalogueColumn{"phash", "TEXT", "TEXT"},
    CatalogueColumn{"original_created_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"created_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"updated_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"last_accessed", "DATETIME", "DATETIME"},
    CatalogueColumn{"file_mtime_ns", "BIGINT", "BIGINT"},
    CatalogueColumn{"path_bytes", "BLOB", "BLOB"},
    CatalogueColumn{"content_hash", "TEXT", "TEXT"},
    CatalogueColumn{"session_id", "TEXT", "TEXT"},
    CatalogueColumn{"removed_at", "DATETIME", "DATETIME"},
};
constexpr std::array kFilesIndices{
    CatalogueIndex{"ingest_media_files_path", "file_path"},
    CatalogueIndex{"ingest_media_files_directory", "directory, removed_at"},
    CatalogueIndex{"ingest_media_files_content", "content_hash"},
};

constexpr std::array kMetadata{
    CatalogueColumn{"id", kKey, "INTEGER"},
    CatalogueColumn{"media_file_id", kFile, kFileAdded},
    CatalogueColumn{"width", "INTEGER", "INTEGER"},
    CatalogueColumn{"height", "INTEGER", "INTEGER"},
    CatalogueColumn{"duration", "REAL", "REAL"},
    CatalogueColumn{"frame_rate", "REAL", "REAL"},
    CatalogueColumn{"color_mode", "TEXT", "TEXT"},
    CatalogueColumn{"has_alpha", "BOOLEAN", "BOOLEAN"},
    CatalogueColumn{"png_text", "TEXT", "TEXT"},
    CatalogueColumn{"workflow_data", "TEXT", "TEXT"},
    CatalogueColumn{"prompt", "TEXT", "TEXT"},
    CatalogueColumn{"negative_prompt", "TEXT", "TEXT"},
    CatalogueColumn{"model_name", "TEXT", "TEXT"},
    CatalogueColumn{"model_hash", "TEXT", "TEXT"},
    CatalogueColumn{"sampler", "TEXT", "TEXT"},
    CatalogueColumn{"steps", "INTEGER", "INTEGER"},
    CatalogueColumn{"cfg_scale", "REAL", "REAL"},
    CatalogueColumn{"seed", "TEXT", "TEXT"},
    CatalogueColumn{"size", "TEXT", "TEXT"},
    CatalogueColumn{"schedule_type", "TEXT", "TEXT"},
    CatalogueColumn{"denoising_strength", "REAL", "REAL"},
    CatalogueColumn{"hires_config", "TEXT", "TEXT"},
    CatalogueColumn{"dynthres_config", "TEXT", "TEXT"},
    CatalogueColumn{"version", "TEXT", "TEXT"},
    CatalogueColumn{"lora_hashes", "TEXT", "TEXT"},
    CatalogueColumn{"positive_prompt_keywords", "TEXT", "TEXT"},
    CatalogueColumn{"negative_prompt_keywords", "TEXT", "TEXT"},
    CatalogueColumn{"loras", "TEXT", "TEXT"},
    CatalogueColumn{"file_modified_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"metadata_extracted_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"generator", "TEXT", "TEXT"},
    CatalogueColumn{"raw", "TEXT", "TEXT"},
    CatalogueColumn{"camera_make", "TEXT", "TEXT"},
    CatalogueColumn{"camera_model", "TEXT", "TEXT"},
    CatalogueColumn{"lens", "TEXT", "TEXT"},
    CatalogueColumn{"taken_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"gps_lat", "REAL", "REAL"},
    CatalogueColumn{"gps_lon", "REAL", "REAL"},
};
constexpr std::array kMetadataIndices{CatalogueIndex{"ingest_media_metadata_file", "media_file_id"}};

constexpr std::array kKeywords{
    CatalogueColumn{"id", kKey, "INTEGER"},
    CatalogueColumn{"media_file_id", kFile, kFileAdded},
    CatalogueColumn{"keyword", "TEXT NOT NULL", "TEXT"},
    CatalogueColumn{"keyword_type", "TEXT NOT NULL", "TEXT"},
    CatalogueColumn{"confidence", "REAL", "REAL"},
    CatalogueColumn{"source", "TEXT", "TEXT"},
    CatalogueColumn{"created_at", "DATETIME", "DATETIME"},
};
constexpr std::array kKeywordsIndices{CatalogueIndex{"ingest_media_keywords_file", "media_file_id"}};

constexpr std::array kThumbnails{
    CatalogueColumn{"id", kKey, "INTEGER"},
    CatalogueColumn{"media_file_id", kFile, kFileAdded},
    CatalogueColumn{"thumbnail_size", "INTEGER NOT NULL", "INTEGER"},
    CatalogueColumn{"mime_type", "TEXT NOT NULL", "TEXT"},
    CatalogueColumn{"file_path", "TEXT NOT NULL", "TEXT"},
    CatalogueColumn{"created_at", "DATETIME", "DATETIME"},
};
constexpr std::array kThumbnailsIndices{CatalogueIndex{"ingest_media_thumbnails_file", "media_file_id"}};

constexpr std::array kContributions{
    CatalogueColumn{"id", kKey, "INTEGER"},
    CatalogueColumn{"date", "DATETIME NOT NULL UNIQUE", "DATETIME"},
    CatalogueColumn{"count", "INTEGER NOT NULL DEFAULT 0", "INTEGER NOT NULL DEFAULT 0"},
    CatalogueColumn{"created_at", "DATETIME", "DATETIME"},
    CatalogueColumn{"updated_at", "DATETIME", "DATETIME"},
};
constexpr std::array kContributionsIndices{CatalogueIndex{"ingest_daily_contributions_date", "date"}};

constexpr std::array kTables{
    CatalogueTable{"media_files", kFiles, "", kFilesIndices},
    CatalogueTable{"media_metadata", kMetadata, "UNIQUE (media_file_id)", kMetadataIndices},
    CatalogueTable{"media_keywords", kKeywords, "UNIQUE (media_file_id, keyword, keyword_type)", kKeywordsIndices},
    CatalogueTable{"media_thumbnails", kThumbnails, "UNIQUE (media_file_id, thumbnail_size)", kThumbnailsIndices},
    CatalogueTable{"daily_contributions", kContributions, "", kContributionsIndices},
};

}  // namespace

std::span<const CatalogueTable> catalogue_tables() { return kTables; }

}  // namespace sluice::store
