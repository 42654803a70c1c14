#include "cli/inspect.h"

#include <cerrno>
#include <cstdio>
#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "async/loop.h"
#include "async/task_group.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "cli/exit_code.h"
#include "pool/pool.h"

namespace sluice::cli {
namespace {
namespace json = boost::json;

struct Line {
  std::string text;
  bool failed = false;
};

// `{"path": …` in front of the record's own members.
std::string with_path(const std::string& path, const std::string& record) {
  json::object out{{"path", to_text(path)}};
  if (!is_utf8(path)) out["path_base64"] = to_base64(as_bytes(path));
  std::string text = json::serialize(out);
  if (record.size() > 2) text.replace(text.size() - 1, 1, "," + record.substr(1));
  return text;
}

Line failed_line(const std::string& path, const model::Failure& failure) {
  const json::object error{
      {"stage", name(failure.stage)}, {"reason", name(failure.reason)}, {"message", failure.message}};
  return {with_path(path, fmt::format("{{\"error\":{}}}", json::serialize(error))), true};
}

UniqueFd open_sidecar(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash);
  const std::string name = slash == path.npos ? path : path.substr(slash + 1);
  return UniqueFd(::open(fmt::format("{}/.scores/{}.json", folder, name).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

task<Line> read(pool::Pool& pool, std::string path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!fd || ::fstat(fd.get(), &status) != 0) {
    const Error error = system_error("open", errno);
    const auto reason = error.code == Code::not_found ? model::Reason::vanished : model::Reason::unreadable;
    co_return failed_line(path, {model::Stage::open, reason, error.message});
  }
  if (!S_ISREG(status.st_mode))
    co_return failed_line(path, {model::Stage::open, model::Reason::denied, "not a regular file"});
  pool::Job job{.fd = std::move(fd),
                .file_name = path.substr(path.rfind('/') + 1),
                .size = static_cast<std::uint64_t>(status.st_size),
                .mtime_ns = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
                .pixels = true,
                .classify = true};
  if (UniqueFd sidecar = open_sidecar(path)) job.attachments.push_back({"sidecar", std::move(sidecar)});
  const pool::Decoded decoded = co_await pool.decode(std::move(job));
  if (decoded.failure) co_return failed_line(path, *decoded.failure);
  co_return Line{with_path(path, decoded.record_json)};
}

struct Printer {
  std::vector<std::optional<Line>> lines;
  std::size_t next = 0;
  bool any_failed = false;

  void put(std::size_t index, Line line) {
    lines[index] = std::move(line);
    for (; next < lines.size() && lines[next]; ++next) {
      any_failed = any_failed || lines[next]->failed;
      fmt::print("{}\n", lines[next]->text);
      lines[next]->text = {};
    }
  }
};

task<void> read_one(pool::Pool& pool, Printer& printer, const std::string& path, std::size_t index,
                    std::size_t& under_way, Event& slot_free) {
  printer.put(index, co_await read(pool, path));
  --under_way;
  slot_free.notify();
}

task<void> read_all(EventLoop& loop, pool::Pool& pool, Printer& printer, const std::vector<std::string>& files,
                    int& exit_code) {
  if (auto started = co_await pool.start(); !started) {
    fmt::print(stderr, "sluice: {}\n", started.error().message);
    exit_code = kFailed;
    co_return;
  }
  TaskGroup group(loop.executor(), "inspect");
  Event slot_free(loop.executor());
  std::size_t under_way = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    while (under_way >= pool.capacity()) co_await slot_free.wait();
    ++under_way;
    group.spawn(read_one(pool, printer, files[i], i, under_way, slot_free));
  }
  co_await group.join();
  co_await pool.stop();
  exit_code = printer.any_failed ? kSomeFilesFailed : kDone;
}

}  // namespace

int inspect(const app::Options& options, const std::vector<std::string>& files) {
  EventLoop loop;
  const SystemClock clock;
  pool::Pool pool(loop.executor(), clock,
                  {.worker_binary = pool::worker_binary_beside_this_program(),
                   .workers = options.workers,
                   .classifier_folder = app::classifier_folder(options)});
  Printer printer{.lines = std::vector<std::optional<Line>>(files.size())};
  int exit_code = kFailed;
  loop.run_until_complete(read_all(loop, pool, printer, files, exit_code));
  return exit_code;
}

}  // namespace sluice::cli
