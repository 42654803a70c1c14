#pragma once

// One file, read and explained: what a worker process does for a job, without the process. Used by the worker's loop
// and by tests.

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "formats/byte_source.h"
#include "formats/limits.h"
#include "model/file.h"
#include "model/record.h"
#include "worker/picture.h"

namespace sluice::worker {

struct DecodeOptions {
  bool extract_metadata = true;
  bool extract_keywords = true;
  bool import_scores = true;  // from the sidecar, xmp:Rating or an embedded score
  bool content_hash = true;   // XXH3-128 over all bytes of the file
  std::int64_t mtime_ns = 0;  // last resort for Record::created_at
  PictureWishes picture;
};

struct AttachedSource {
  std::string name;  // "sidecar"
  const formats::ByteSource* source = nullptr;
};

struct DecodeResult {
  std::optional<model::Failure> failure;  // stage decode
  model::RecordSummary summary;
  std::string record_json;  // also for a failed file, as far as it was read; else empty
  Bytes thumbnail;          // JPEG; empty: none asked for, or none to be made
};

// Never throws for anything a file may hold (std::bad_alloc excepted).
DecodeResult decode(const formats::ByteSource& file, const std::vector<AttachedSource>& attachments,
                    const DecodeOptions& options, const formats::Limits& limits, PictureReader& pictures);

}  // namespace sluice::worker
