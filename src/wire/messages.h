#pragma once

// What parent and worker tell each other. A worker says Hello once; then the parent sends Jobs, each with its
// descriptors, and the worker sends one Answer for each, in the order of the jobs.
//
// Workers are forked from a template, a process that has loaded everything (DESIGN §2): it says Hello once it has; then
// the parent sends Forks, each with the socket of a new worker, and the template sends one Forked for each, in order.
//
// The encoders take any value: texts are repaired and cut, numbers out of range left out, so that an honest worker is
// never called a liar. The decoders trust nothing: Code::corrupt for whatever an encoder of ours would not have
// written.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/file.h"
#include "wire/frame.h"

namespace sluice::wire {

inline constexpr std::uint16_t kProtocolVersion = 3;
inline constexpr std::size_t kMaxAttachments = 8;
inline constexpr std::size_t kMaxName = 4096;           // of a file or an attachment, bytes
inline constexpr std::size_t kMaxMessage = 4096;        // of a failure, bytes
inline constexpr std::size_t kMaxThumbnail = 1u << 20;  // bytes
inline constexpr std::size_t kMaxLabel = 1024;          // format, generator, model name, bytes

// The process is ready, and this is how it is sealed.
struct Hello {
  std::uint16_t version = kProtocolVersion;
  bool seccomp = false;
  std::uint8_t landlock = 0;       // version of the kernel's interface; 0: the kernel has none
  std::string classifier;          // name@hash of the model in use; empty: none
  std::string classifier_problem;  // why there is none, for people

  friend bool operator==(const Hello&, const Hello&) = default;
};

// Comes with 1 + attachments.size() descriptors: the file, then the attachments in order.
struct Job {
  std::uint64_t id = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  bool extract_metadata = true;
  bool extract_keywords = true;
  bool import_scores = true;
  bool content_hash = true;
  bool pixels = false;                   // perceptual hash, hidden text
  bool pixel_hash = false;               // SHA-256 of the pixels
  bool classify = false;                 // NSFW scores, if the worker has a classifier
  std::uint16_t thumbnail_side = 0;      // of its longer side, pixels; 0: none
  std::string file_name;                 // bytes
  std::vector<std::string> attachments;  // their names

  friend bool operator==(const Job&, const Job&) = default;
};

struct Answer {
  std::uint64_t id = 0;  // of the job
  std::optional<model::Failure> failure;
  model::RecordSummary summary;
  std::string record_json;  // UTF-8 without NUL; that it is JSON, whoever parses it finds out
  Bytes thumbnail;          // JPEG; empty: none asked for, or none could be made

  friend bool operator==(const Answer&, const Answer&) = default;
};

// Comes with two descriptors: the worker's end of its socket, and its board (wire/board.h).
struct Fork {};

struct Forked {
  std::int32_t pid = 0;    // of the new worker, a child of the parent and not of the template
  std::int32_t error = 0;  // errno; 0: there is a worker

  friend bool operator==(const Forked&, const Forked&) = default;
};

Frame encode(const Hello& hello);
Frame encode(const Fork& fork);
Frame encode(const Forked& forked);
// Code::invalid_argument: a name too long, too many attachments.
Result<Frame> encode(const Job& job);
// A record over kMaxBody becomes a failure with Reason::too_large.
Frame encode(Answer answer);

Result<Hello> decode_hello(const Frame& frame);
Result<Fork> decode_fork(const Frame& frame);
Result<Forked> decode_forked(const Frame& frame);
Result<Job> decode_job(const Frame& frame);
Result<Answer> decode_answer(Frame frame);

}  // namespace sluice::wire
