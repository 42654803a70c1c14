#include "wire/messages.h"

#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"
#include "model/words.h"
#include "wire/byte_writer.h"

namespace sluice::wire {
namespace {

enum class Kind : std::uint8_t { hello = 1, job = 2, answer = 3, fork = 4, forked = 5 };

constexpr double kLowestScore = -1;
constexpr double kHighestScore = 5;

bool is_within(double value, double lowest, double highest) { return value >= lowest && value <= highest; }
bool is_clean_text(std::string_view text) { return is_utf8(text) && !text.contains('\0'); }

// --- Writing.

// At most `limit` bytes of valid text; a cut never leaves half a character.
std::string bounded_text(std::string_view text, std::size_t limit) {
  std::string out = to_text(text.substr(0, limit));
  if (out.size() <= limit) return out;
  std::size_t end = limit;
  while (end > 0 && (static_cast<Byte>(out[end]) & 0xC0) == 0x80) --end;
  out.resize(end);
  return out;
}

void write_optional(ByteWriter& out, const std::optional<double>& value, double lowest, double highest) {
  const bool present = value && is_within(*value, lowest, highest);
  out.flag(present);
  if (present) out.f64(*value);
}

void write_failure(ByteWriter& out, const model::Failure& failure) {
  out.flag(failure.stage == model::Stage::open);
  out.text(model::name(failure.reason));
  out.text(bounded_text(failure.message, kMaxMessage));
}

void write_summary(ByteWriter& out, const model::RecordSummary& summary) {
  out.flag(summary.file_type == model::FileType::video);
  out.text(bounded_text(summary.format, kMaxLabel));
  out.u32(summary.width);
  out.u32(summary.height);
  out.f64(std::isfinite(summary.duration_s) && summary.duration_s > 0 ? summary.duration_s : 0);
  out.flag(summary.metadata_extracted);
  out.u32(summary.keyword_count);
  out.u32(summary.warning_count);
  write_optional(out, summary.score, kLowestScore, kHighestScore);
  out.flag(summary.score_imported);
  write_optional(out, summary.nsfw_score, 0, 1);
  out.text(bounded_text(summary.content_key, kMaxLabel));
  out.text(bounded_text(summary.generator, kMaxLabel));
  out.text(bounded_text(summary.model_name, kMaxLabel));
  out.text(bounded_text(summary.words, model::kMostWordBytes));
}

// --- Reading: each function answers Code::corrupt for what the writer beside it never writes.

Result<bool> read_flag(ByteReader& in) {
  const std::uint8_t value = SLUICE_TRY(in.u8());
  if (value > 1) return fail(Code::corrupt, fmt::format("flag {}", value));
  return value == 1;
}

Result<std::string> read_bytes(ByteReader& in, std::size_t limit) {
  const std::uint32_t size = SLUICE_TRY(in.u32le());
  if (size > limit) return fail(Code::corrupt, fmt::format("{} bytes where {} are allowed", size, limit));
  return std::string(as_text(SLUICE_TRY(in.take(size))));
}

Result<std::string> read_text(ByteReader& in, std::size_t limit) {
  std::string text = SLUICE_TRY(read_bytes(in, limit));
  if (!is_clean_text(text)) return fail(Code::corrupt, "text that is not UTF-8");
  return text;
}

Result<double> read_number(ByteReader& in, double lowest, double highest) {
  const auto value = std::bit_cast<double>(SLUICE_TRY(in.u64le()));
  if (!is_within(value, lowest, highest)) return fail(Code::corrupt, "a number out of range");
  return value;
}

Result<std::optional<double>> read_optional(ByteReader& in, double lowest, double highest) {
  if (!SLUICE_TRY(read_flag(in))) return std::optional<double>();
  return std::optional(SLUICE_TRY(read_number(in, lowest, highest)));
}

Result<void> read_kind(ByteReader& in, Kind expected) {
  const std::uint8_t kind = SLUICE_TRY(in.u8());
  if (kind != static_cast<std::uint8_t>(expected)) return fail(Code::corrupt, fmt::format("message kind {}", kind));
  return {};
}

Result<void> read_end(const ByteReader& in) {
  if (!in.at_end()) return fail(Code::corrupt, fmt::format("{} bytes too many", in.remaining()));
  return {};
}

Result<model::Failure> read_failure(ByteReader& in) {
  model::Failure failure;
  failure.stage = SLUICE_TRY(read_flag(in)) ? model::Stage::open : model::Stage::decode;
  const auto reason = model::parse_reason(SLUICE_TRY(read_text(in, kMaxLabel)));
  if (!reason) return fail(Code::corrupt, "a reason that does not exist");
  failure.reason = *reason;
  failure.message = SLUICE_TRY(read_text(in, kMaxMessage));
  return failure;
}

Result<model::RecordSummary> read_summary(ByteReader& in) {
  model::RecordSummary summary;
  summary.file_type = SLUICE_TRY(read_flag(in)) ? model::FileType::video : model::FileType::image;
  summary.format = SLUICE_TRY(read_text(in, kMaxLabel));
  summary.width = SLUICE_TRY(in.u32le());
  summary.height = SLUICE_TRY(in.u32le());
  summary.duration_s = SLUICE_TRY(read_number(in, 0, std::numeric_limits<double>::max()));
  summary.metadata_extracted = SLUICE_TRY(read_flag(in));
  summary.keyword_count = SLUICE_TRY(in.u32le());
  summary.warning_count = SLUICE_TRY(in.u32le());
  summary.score = SLUICE_TRY(read_optional(in, kLowestScore, kHighestScore));
  summary.score_imported = SLUICE_TRY(read_flag(in));
  summary.nsfw_score = SLUICE_TRY(read_optional(in, 0, 1));
  summary.content_key = SLUICE_TRY(read_text(in, kMaxLabel));
  summary.generator = SLUICE_TRY(read_text(in, kMaxLabel));
  summary.model_name = SLUICE_TRY(read_text(in, kMaxLabel));
  summary.words = SLUICE_TRY(read_text(in, model::kMostWordBytes));
  return summary;
}

Result<void> read_no_body(const Frame& frame) {
  if (!frame.body.empty()) return fail(Code::corrupt, "a body where none belongs");
  return {};
}

Frame head_only(ByteWriter out) { return {std::move(out).take(), {}}; }

}  // namespace

Frame encode(const Hello& hello) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Kind::hello));
  out.u16(hello.version);
  out.flag(hello.seccomp);
  out.u8(hello.landlock);
  out.text(bounded_text(hello.classifier, kMaxLabel));
  out.text(bounded_text(hello.classifier_problem, kMaxMessage));
  return head_only(std::move(out));
}

Result<Hello> decode_hello(const Frame& frame) {
  ByteReader in(frame.head);
  SLUICE_TRY(read_kind(in, Kind::hello));
  Hello hello;
  hello.version = SLUICE_TRY(in.u16le());
  // Whatever else another version says is its own business: the caller looks at the version first.
  if (hello.version != kProtocolVersion) return hello;
  hello.seccomp = SLUICE_TRY(read_flag(in));
  hello.landlock = SLUICE_TRY(in.u8());
  hello.classifier = SLUICE_TRY(read_text(in, kMaxLabel));
  hello.classifier_problem = SLUICE_TRY(read_text(in, kMaxMessage));
  SLUICE_TRY(read_end(in));
  SLUICE_TRY(read_no_body(frame));
  return hello;
}

Frame encode(const Fork&) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Kind::fork));
  return head_only(std::move(out));
}

Result<Fork> decode_fork(const Frame& frame) {
  ByteReader in(frame.head);
  SLUICE_TRY(read_kind(in, Kind::fork));
  SLUICE_TRY(read_end(in));
  SLUICE_TRY(read_no_body(frame));
  return Fork{};
}

Frame encode(const Forked& forked) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Kind::forked));
  out.u32(static_cast<std::uint32_t>(forked.pid));
  out.u32(static_cast<std::uint32_t>(forked.error));
  return head_only(std::move(out));
}

Result<Forked> decode_forked(const Frame& frame) {
  ByteReader in(frame.head);
  SLUICE_TRY(read_kind(in, Kind::forked));
  Forked forked;
  forked.pid = static_cast<std::int32_t>(SLUICE_TRY(in.u32le()));
  forked.error = static_cast<std::int32_t>(SLUICE_TRY(in.u32le()));
  SLUICE_TRY(read_end(in));
  SLUICE_TRY(read_no_body(frame));
  // A process of ours, or none: never a group (negative) or everybody (zero, one).
  if (forked.error == 0 ? forked.pid <= 1 : forked.pid != 0) return fail(Code::corrupt, "a process that cannot be");
  return forked;
}

Result<Frame> encode(const Job& job) {
  if (job.file_name.size() > kMaxName) return fail(Code::invalid_argument, "file name: too long");
  if (job.attachments.size() > kMaxAttachments) return fail(Code::invalid_argument, "attachments: too many");
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Kind::job));
  out.u64(job.id);
  out.u64(job.size);
  out.i64(job.mtime_ns);
  out.flag(job.extract_metadata);
  out.flag(job.extract_keywords);
  out.flag(job.import_scores);
  out.flag(job.content_hash);
  out.flag(job.pixels);
  out.flag(job.pixel_hash);
  out.flag(job.classify);
  out.u16(job.thumbnail_side);
  out.text(job.file_name);
  out.u8(static_cast<std::uint8_t>(job.attachments.size()));
  for (const std::string& name : job.attachments) {
    if (name.size() > kMaxName) return fail(Code::invalid_argument, "attachment name: too long");
    out.text(name);
  }
  return head_only(std::move(out));
}

Result<Job> decode_job(const Frame& frame) {
  ByteReader in(frame.head);
  SLUICE_TRY(read_kind(in, Kind::job));
  Job job;
  job.id = SLUICE_TRY(in.u64le());
  job.size = SLUICE_TRY(in.u64le());
  job.mtime_ns = static_cast<std::int64_t>(SLUICE_TRY(in.u64le()));
  job.extract_metadata = SLUICE_TRY(read_flag(in));
  job.extract_keywords = SLUICE_TRY(read_flag(in));
  job.import_scores = SLUICE_TRY(read_flag(in));
  job.content_hash = SLUICE_TRY(read_flag(in));
  job.pixels = SLUICE_TRY(read_flag(in));
  job.pixel_hash = SLUICE_TRY(read_flag(in));
  job.classify = SLUICE_TRY(read_flag(in));
  job.thumbnail_side = SLUICE_TRY(in.u16le());
  job.file_name = SLUICE_TRY(read_bytes(in, kMaxName));
  const std::uint8_t attachments = SLUICE_TRY(in.u8());
  if (attachments > kMaxAttachments) return fail(Code::corrupt, fmt::format("{} attachments", attachments));
  for (std::uint8_t i = 0; i < attachments; ++i) job.attachments.push_back(SLUICE_TRY(read_bytes(in, kMaxName)));
  SLUICE_TRY(read_end(in));
  SLUICE_TRY(read_no_body(frame));
  return job;
}

Frame encode(Answer answer) {
  if (!is_clean_text(answer.record_json)) answer.record_json = to_text(answer.record_json);
  if (answer.record_json.size() > kMaxBody) {
    answer.failure = {
        model::Stage::decode, model::Reason::too_large,
        fmt::format("the record takes {} MiB, {} are allowed", answer.record_json.size() >> 20, kMaxBody >> 20)};
    answer.record_json.clear();
  }
  if (answer.thumbnail.size() > kMaxThumbnail) answer.thumbnail.clear();
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Kind::answer));
  out.u64(answer.id);
  out.flag(answer.failure.has_value());
  if (answer.failure) write_failure(out, *answer.failure);
  write_summary(out, answer.summary);
  out.text(as_text(answer.thumbnail));
  return {std::move(out).take(), std::move(answer.record_json)};
}

Result<Answer> decode_answer(Frame frame) {
  ByteReader in(frame.head);
  SLUICE_TRY(read_kind(in, Kind::answer));
  Answer answer;
  answer.id = SLUICE_TRY(in.u64le());
  if (SLUICE_TRY(read_flag(in))) answer.failure = SLUICE_TRY(read_failure(in));
  answer.summary = SLUICE_TRY(read_summary(in));
  const std::uint32_t thumbnail = SLUICE_TRY(in.u32le());
  if (thumbnail > kMaxThumbnail) return fail(Code::corrupt, fmt::format("a thumbnail of {} bytes", thumbnail));
  const ByteView bytes = SLUICE_TRY(in.take(thumbnail));
  answer.thumbnail.assign(bytes.begin(), bytes.end());
  SLUICE_TRY(read_end(in));
  answer.record_json = std::move(frame.body);
  return answer;
}

}  // namespace sluice::wire
