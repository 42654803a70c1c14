#include "worker/decode.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/read.h"
#include "model/record_json.h"
#include "prompts/parse.h"
#include "worker/content_hash.h"
#include "worker/score_sidecar.h"
#include "worker/technical_tags.h"

namespace sluice::worker {
namespace {

using model::RawMetadata;
using model::Record;

// Files up to this size are read once, whole. Where pixels are decoded that is nearly every picture; where they are
// not, a larger file is cheaper hashed through a small buffer that stays in the cache.
constexpr std::uint64_t kWholeToParse = 4u << 20;
constexpr std::uint64_t kWholeToDecode = 32u << 20;

model::Reason reason_of(Code code) {
  switch (code) {
    case Code::unsupported:
      return model::Reason::unsupported;
    case Code::corrupt:
      return model::Reason::corrupt;
    case Code::too_large:
      return model::Reason::too_large;
    case Code::denied:
    case Code::not_found:
    case Code::io:
      return model::Reason::unreadable;
    case Code::timeout:
      return model::Reason::timeout;
    default:
      return model::Reason::internal;
  }
}

// --- texts --------------------------------------------------------------------------------------------------------

// raw[container][key]; a key that repeats gets " (2)", " (3)" …
void keep_raw(const std::vector<model::RawText>& texts, model::RawTexts& raw) {
  std::map<std::pair<std::string, std::string>, int> counts;
  for (const auto& text : texts) {
    int& count = counts[{text.container, text.key}];
    auto& keys = raw[text.container];
    while (!keys.emplace(++count == 1 ? text.key : fmt::format("{} ({})", text.key, count), text.text).second) {
    }
  }
}

void list_unparsed(const std::vector<model::RawText>& texts, const std::vector<std::string>& explained,
                   Record& record) {
  std::set<std::string> known(explained.begin(), explained.end());
  for (const auto& text : texts) {
    if (is_technical_tag(text)) continue;
    std::string name = text.container + ":" + text.key;
    if (known.insert(name).second) record.unparsed.push_back(std::move(name));
  }
}

void explain(const RawMetadata& raw, bool with_keywords, Record& record) {
  prompts::Parsed parsed = prompts::parse(raw.texts);
  record.prompt = std::move(parsed.prompt);
  record.png_text = std::move(parsed.a1111_text);
  record.workflow_data = std::move(parsed.workflow);
  record.provenance = std::move(parsed.provenance);
  std::ranges::move(parsed.warnings, std::back_inserter(record.warnings));
  keep_raw(raw.texts, record.raw);
  list_unparsed(raw.texts, parsed.explained, record);
  if (with_keywords) {
    record.keywords =
        prompts::keywords_of(record.prompt, raw.subjects, record.technical.width, record.technical.height);
  } else {
    record.prompt.positive_keywords.clear();
    record.prompt.negative_keywords.clear();
  }
}

// --- scores -------------------------------------------------------------------------------------------------------

void set_score(Record& record, double score, std::string_view source) {
  if (record.score) return;
  record.score = score;
  record.score_source = source;
  record.provenance["score"] = source;
}

void take_sidecar(const std::vector<AttachedSource>& attachments, Record& record) {
  const auto sidecar = std::ranges::find(attachments, "sidecar", &AttachedSource::name);
  if (sidecar == attachments.end() || !sidecar->source) return;
  const SidecarScore read = read_score_sidecar(*sidecar->source);
  record.favourite = read.favourite;
  if (read.score) set_score(record, *read.score, "sidecar");
  if (!read.problem.empty()) record.warnings.push_back("score sidecar: " + read.problem);
}

void take_rating(const RawMetadata& raw, Record& record) {
  // XMP specification part 1, 8.4 "xmp:Rating": 0 is "unrated".
  if (!raw.rating || *raw.rating == 0) return;
  if (is_score(*raw.rating)) return set_score(record, *raw.rating, "xmp");
  record.warnings.push_back(fmt::format("xmp:Rating {} is not in -1…5", *raw.rating));
}

// Aesthetic predictors write 0…10; only what is a score of ours is taken.
void take_embedded(const RawMetadata& raw, Record& record) {
  for (const auto& text : raw.texts) {
    const std::string key = to_lower_ascii(trimmed(text.key));
    if (key != "score" && key != "score:" && key != "aesthetic_score" && key != "aesthetic score") continue;
    const auto score = parse_decimal(text.text);
    if (score && is_score(*score)) {
      set_score(record, *score, "embedded");
    } else {
      constexpr std::size_t kShown = 32;
      record.warnings.push_back(
          fmt::format("embedded score \"{}\" is not in -1…5", to_text(text.text.substr(0, kShown))));
    }
    std::erase(record.unparsed, text.container + ":" + text.key);
  }
}

// --- the rest -----------------------------------------------------------------------------------------------------

void set_created_at(const RawMetadata& raw, std::int64_t mtime_ns, Record& record) {
  if (raw.camera.taken_at) {
    record.created_at = raw.camera.taken_at;
    record.created_at_source = "exif";
  } else if (raw.container_created_at) {
    record.created_at = raw.container_created_at;
    record.created_at_source = "container";
  } else if (mtime_ns != 0) {
    record.created_at = WallTime(std::chrono::floor<Duration>(std::chrono::nanoseconds(mtime_ns)));
    record.created_at_source = "mtime";
  }
}

void note_provenance(Record& record) {
  const auto note = [&](std::string_view field, bool is_set, std::string_view where) {
    if (is_set) record.provenance.emplace(field, where);
  };
  const auto& t = record.technical;
  const auto& c = record.camera;
  note("width", t.width > 0, record.format);
  note("height", t.height > 0, record.format);
  note("duration", t.duration_s > 0, record.format);
  note("frame_rate", t.frame_rate > 0, record.format);
  note("color_mode", !t.color_mode.empty(), record.format);
  note("camera_make", !c.make.empty(), "exif");
  note("camera_model", !c.model.empty(), "exif");
  note("lens", !c.lens.empty(), "exif");
  note("taken_at", c.taken_at.has_value(), "exif");
  note("gps_lat", c.gps_lat.has_value(), "exif");
  note("gps_lon", c.gps_lon.has_value(), "exif");
  note("created_at", record.created_at.has_value(), record.created_at_source);
}

void fill(RawMetadata&& raw, const std::vector<AttachedSource>& attachments, const DecodeOptions& options,
          Record& record) {
  record.file_type = raw.file_type;
  record.format = raw.format;
  record.technical = raw.technical;
  record.warnings = std::move(raw.warnings);
  set_created_at(raw, options.mtime_ns, record);
  if (options.extract_metadata) {
    record.camera = raw.camera;
    explain(raw, options.extract_keywords, record);
  }
  if (options.import_scores) {
    take_sidecar(attachments, record);
    if (options.extract_metadata) take_rating(raw, record);
    if (options.extract_metadata) take_embedded(raw, record);
  }
  note_provenance(record);
}

void take_picture(PictureFindings found, RawMetadata& raw, Record& record, DecodeResult& result) {
  record.phash = std::move(found.perceptual_hash);
  record.media_file_id = std::move(found.pixel_hash);
  record.nsfw = std::move(found.nsfw);
  result.thumbnail = std::move(found.thumbnail);
  std::ranges::move(found.texts, std::back_inserter(raw.texts));
  std::ranges::move(found.warnings, std::back_inserter(raw.warnings));
}

// The one source that hash, reader and decoders share: in memory unless it is too large for that.
class Source {
 public:
  // The file is read at once if it is not larger than `whole`.
  Source(const formats::ByteSource& file, std::uint64_t whole) : file_(file) {
    if (file.size() > whole) return;
    auto bytes = file.read_exactly(0, file.size());
    if (!bytes) {
      problem_ = std::move(bytes).error();
      return;
    }
    bytes_ = *std::move(bytes);
    memory_.emplace(bytes_);
  }

  // Code::corrupt: it ends before its size says.
  [[nodiscard]] Result<void> is_readable() const { return problem_ ? Result<void>(fail(*problem_)) : Result<void>(); }
  [[nodiscard]] const formats::ByteSource& get() const {
    return memory_ ? static_cast<const formats::ByteSource&>(*memory_) : file_;
  }
  [[nodiscard]] Result<std::string> hash() const { return memory_ ? content_hash(bytes_) : content_hash(file_); }

 private:
  const formats::ByteSource& file_;
  Bytes bytes_;
  std::optional<formats::MemorySource> memory_;
  std::optional<Error> problem_;
};

std::string key_of(const formats::ByteSource& source, const Record& record) {
  return record.content_hash.empty() ? sample_key(source).value_or("") : record.content_hash;
}

model::Failure failure_of(const Error& error, bool was_cut) {
  return {model::Stage::decode, was_cut ? model::Reason::changed : reason_of(error.code), to_text(error.message)};
}

// Hash first: it is the one read of the whole file, and leaves it cached for the reader.
std::optional<model::Failure> hash_file(const Source& source, const DecodeOptions& options, Record& record) {
  const Result<void> readable = source.is_readable();
  Result<std::string> hash = readable && options.content_hash ? source.hash() : std::string();
  if (readable && hash) {
    record.content_hash = *std::move(hash);
    return std::nullopt;
  }
  // A file that ends before its size says was cut while it was read.
  const Error& error = readable ? hash.error() : readable.error();
  return failure_of(error, error.code == Code::corrupt);
}

}  // namespace

DecodeResult decode(const formats::ByteSource& file, const std::vector<AttachedSource>& attachments,
                    const DecodeOptions& options, const formats::Limits& limits, PictureReader& pictures) {
  DecodeResult result;
  Record record;
  record.file_size = file.size();
  const std::uint64_t whole = options.picture.any() ? kWholeToDecode : options.content_hash ? kWholeToParse : 0;
  const Source source(file, whole);
  result.failure = hash_file(source, options, record);
  bool was_read = false;
  if (!result.failure) {
    Result<RawMetadata> raw = formats::read(source.get(), limits);
    was_read = raw.has_value();
    if (!was_read) result.failure = failure_of(raw.error(), false);
    if (was_read && options.picture.any()) {
      auto found = pictures.look_at(source.get(), *raw, options.picture);
      if (found)
        take_picture(*std::move(found), *raw, record, result);
      else
        result.failure = failure_of(found.error(), false);
    }
    if (was_read) fill(*std::move(raw), attachments, options, record);
  }
  result.summary = model::summarise(record, was_read && options.extract_metadata);
  if (was_read) result.summary.content_key = key_of(source.get(), record);
  result.record_json = model::to_json(record);
  return result;
}

}  // namespace sluice::worker
