#include "cli/doctor.h"

#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "app/engine.h"
#include "app/version.h"
#include "async/loop.h"
#include "cli/exit_code.h"
#include "model/thumbnail_name.h"
#include "pool/pool.h"
#include "thumbnails/shard.h"

namespace sluice::cli {
namespace {

class Findings {
 public:
  void good(std::string_view what, std::string_view detail) { line("ok", what, detail); }
  void note(std::string_view what, std::string_view detail) { line("note", what, detail); }
  void bad(std::string_view what, std::string_view detail) { line("MISSING", what, detail), complete_ = false; }
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  static void line(std::string_view mark, std::string_view what, std::string_view detail) {
    fmt::print("{:<8} {:<18} {}\n", mark, what, detail);
  }
  bool complete_ = true;
};

void look_at_system(Findings& out) {
  utsname system{};
  ::uname(&system);
  const auto probe = ingest::Roots::open({"/"});
  const std::string kernel = fmt::format("{} {}", system.sysname, system.release);
  probe ? out.good("kernel", kernel) : out.bad("kernel", fmt::format("{}: {}", kernel, probe.error().message));
  out.good("cores", std::to_string(std::thread::hardware_concurrency()));
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto files = fmt::format("at most {} open at once", limit.rlim_max);
  limit.rlim_max >= 25'000
      ? out.good("open files", files)
      : out.note("open files",
                 files + "; each viewer needs one: raise the limit (ulimit -Hn, LimitNOFILE) for very many viewers");
}

void look_at_data_folder(const app::Options& options, Findings& out) {
  const std::string path = options.data.empty() ? app::default_data_folder() : options.data;
  std::error_code ec;
  if (!std::filesystem::exists(path, ec))
    return out.note("data folder", fmt::format("{} does not exist yet; it is made at the first start", path));
  const auto folder = app::DataFolder::open(path);
  if (folder) {
    const auto space = std::filesystem::space(path, ec);
    out.good("data folder", fmt::format("{}, {} MiB free", path, space.available >> 20));
  } else if (folder.error().code == Code::conflict) {
    out.note("data folder", folder.error().message);
  } else {
    out.bad("data folder", folder.error().message);
  }
}

void look_at_thumbnails(const app::Options& options, Findings& out) {
  const std::string path = options.data.empty() ? app::default_data_folder() : options.data;
  const std::uint64_t used = thumbnails::bytes_used(fmt::format("{}/{}", path, model::kThumbnailFolder)) >> 20;
  out.good("thumbnails", options.thumbnail_space_mib == 0
                             ? "none are kept (--thumbnail-space 0): each is made when it is asked for"
                             : fmt::format("{} MiB of at most {} MiB", used, options.thumbnail_space_mib));
}

task<void> try_pool(pool::Pool& pool, Result<void>& result) {
  result = co_await pool.start();
  co_await pool.stop();
}

void look_at_worker(const app::Options& options, Findings& out) {
  const std::string binary = pool::worker_binary_beside_this_program();
  const std::string folder = app::classifier_folder(options);
  EventLoop loop;
  const SystemClock clock;
  pool::Pool pool(loop.executor(), clock, {.worker_binary = binary, .workers = 1, .classifier_folder = folder});
  Result<void> started;
  loop.run_until_complete(try_pool(pool, started));
  started ? out.good("worker", binary) : out.bad("worker", started.error().message);
  if (!started) return;
  const pool::ClassifierState classifier = pool.classifier();
  classifier.identity.empty() ? out.note("NSFW classifier", app::explain_missing(classifier))
                              : out.good("NSFW classifier", fmt::format("{} in {}", classifier.identity, folder));
}

}  // namespace

int doctor(const app::Options& options) {
  fmt::print("sluice {}\n", app::kVersion);
  Findings findings;
  look_at_system(findings);
  look_at_data_folder(options, findings);
  look_at_thumbnails(options, findings);
  look_at_worker(options, findings);
  fmt::print("{}\n", findings.complete() ? "Everything that is needed is there."
                                         : "Something that is needed is missing; see above.");
  return findings.complete() ? kDone : kFailed;
}

}  // namespace sluice::cli
