#pragma once

// libjpeg-turbo's decompressor, reading from a ByteSource and failing by value.
//
// libjpeg leaves by longjmp when it gives up. It may jump over its own frames and those of the callables given to
// run(), nothing else: such a callable has no local with a destructor, and nothing it calls has one alive while libjpeg
// may fail. Borrowed for one decode; single-threaded.

#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include <jpeglib.h>

#include "base/result.h"
#include "formats/byte_source.h"

namespace sluice::pixels {

class JpegSession {
 public:
  JpegSession(const formats::ByteSource& source, std::uint64_t most_bytes);
  ~JpegSession();
  JpegSession(const JpegSession&) = delete;
  JpegSession& operator=(const JpegSession&) = delete;

  // call(jpeg_decompress_struct&); what libjpeg gives up with, or the source, comes back as an Error.
  template <class Call>
  Result<void> run(Call call) {
    if (problem_) return fail(*problem_);
    const bool is_finished = returns(call);
    if (!is_finished || problem_) return fail(problem());
    return {};
  }

  [[nodiscard]] const jpeg_decompress_struct& codec() const { return codec_; }
  // "the picture ends early (…)" where the entropy-coded data or whole scans are missing. Final after the last row.
  [[nodiscard]] std::optional<std::string> early_end() const;
  // The first of libjpeg's complaints and how many came after it.
  [[nodiscard]] std::optional<std::string> warning() const;

 private:
  template <class Call>
  bool returns(const Call& call) {
    if (setjmp(jump_) != 0) return false;  // NOLINT(cert-err52-cpp): the one way out that libjpeg has
    call(codec_);
    return true;
  }

  static JpegSession& of(j_common_ptr codec);
  static void on_error(j_common_ptr codec);
  static void on_message(j_common_ptr codec, int level);
  static void on_progress(j_common_ptr codec);
  static boolean on_empty(j_decompress_ptr codec);
  static void on_skip(j_decompress_ptr codec, long count);

  void read_more();
  void end_here();
  void note_message();
  [[nodiscard]] bool finds_restart() const;
  [[nodiscard]] std::string message() const;
  [[nodiscard]] Error problem();
  [[nodiscard]] bool misses_scans() const;

  const formats::ByteSource& source_;
  std::uint64_t most_bytes_;
  std::uint64_t offset_ = 0;
  Bytes buffer_;
  bool source_ended_ = false;
  std::optional<Error> problem_;  // of the source, or ours

  std::optional<std::string> cut_at_;
  std::string first_message_;
  int messages_ = 0;
  std::uint32_t components_seen_ = 0;  // a bit each

  std::jmp_buf jump_;
  jpeg_error_mgr errors_{};
  jpeg_source_mgr input_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct codec_{};
};

}  // namespace sluice::pixels
