#include "cli/ingest.h"

#include <csignal>
#include <cstdio>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/engine.h"
#include "base/utf8.h"
#include "cli/exit_code.h"
#include "cli/hand_over.h"

namespace sluice::cli {
namespace {
using model::SessionStatus;

// Follows a session's channel and draws one line in the terminal, nothing where stderr is none.
class Terminal final : public progress::Reader {
 public:
  Terminal(app::Engine& engine, SessionId id) : engine_(engine), id_(std::move(id)), news_(engine.loop().executor()) {}

  void on_news() override { news_.notify(); }

  // Until the session rests.
  task<Result<progress::Snapshot>> follow() {
    while (const auto channel = engine_.hub().find(id_)) {
      channel->join(*this);
      while (!channel->ended()) {
        co_await draw();
        co_await news_.wait();
      }
    }
    if (drawn_) fmt::print(stderr, "\r\033[K");
    co_return co_await engine_.ingest().snapshot(id_);
  }

 private:
  task<void> draw() {
    if (!::isatty(STDERR_FILENO)) co_return;
    auto snapshot = co_await engine_.ingest().snapshot(id_);
    if (!snapshot) co_return;
    const model::Session& s = snapshot->session;
    if (s.status == SessionStatus::committing) {
      fmt::print(stderr, "\r\033[Kcommitting {} %  {} of {}", progress::commit_percent(s), s.commit.settled(),
                 s.commit.total);
    } else if (s.discovering) {
      fmt::print(stderr, "\r\033[K{} files found, {} read, {} failed", s.tally.total(), s.tally.processed,
                 s.tally.failed);
    } else {
      fmt::print(stderr, "\r\033[K{} %  {} of {} files, {} failed", progress::percent(s), s.tally.settled(),
                 s.tally.total(), s.tally.failed);
    }
    drawn_ = true;
  }

  app::Engine& engine_;
  SessionId id_;
  Event news_;
  bool drawn_ = false;
};

void report(const progress::Snapshot& snapshot, bool as_json) {
  if (as_json) {
    fmt::print("{}\n", progress::to_json(snapshot));
    return;
  }
  const model::Session& s = snapshot.session;
  fmt::print("{}: {} files found, {} known already, {} read, {} failed", name(s.status), s.tally.discovered,
             s.tally.skipped_existing, s.tally.processed, s.tally.failed);
  if (s.commit.total)
    fmt::print("; {} of {} in the catalogue ({} new, {} updated)", s.commit.committed(), s.commit.total, s.commit.added,
               s.commit.updated);
  fmt::print("\n");
  for (const std::string& error : snapshot.errors) fmt::print(stderr, "failed: {}\n", error);
  if (s.tally.failed > snapshot.errors.size())
    fmt::print(stderr, "… and {} more\n", s.tally.failed - snapshot.errors.size());
  for (const std::string& error : snapshot.commit_errors) fmt::print(stderr, "not committed: {}\n", error);
  if (!s.error.empty()) fmt::print(stderr, "sluice: {}\n", s.error);
}

model::Parameters parameters_of(const app::Engine& engine, const IngestOptions& options) {
  model::Parameters parameters;
  parameters.directories = engine.roots().paths();
  if (!options.pattern.empty()) parameters.pattern = options.pattern;
  parameters.max_files = options.max_files;
  parameters.enable_nsfw_detection = !options.metadata_only;
  parameters.pixels = !options.metadata_only;
  return parameters;
}

int exit_code_of(const model::Session& s) {
  if (s.status == SessionStatus::error || s.status == SessionStatus::cancelled) return kFailed;
  return s.tally.failed || s.commit.failed ? kSomeFilesFailed : kDone;
}

task<Result<progress::Snapshot>> run_session(app::Engine& engine, const IngestOptions& options) {
  if (auto started = co_await engine.start(); !started) co_return fail(started.error());
  auto session = co_await engine.ingest().start(parameters_of(engine, options));
  if (!session) co_return fail(session.error());
  Terminal terminal(engine, session->id);
  auto snapshot = co_await terminal.follow();
  if (snapshot && options.commit && model::may_commit(snapshot->session.status)) {
    if (auto begun = co_await engine.ingest().commit(session->id); !begun) co_return fail(begun.error());
    snapshot = co_await terminal.follow();
  }
  co_return snapshot;
}

task<void> run(app::Engine& engine, const IngestOptions& options, int& exit_code) {
  auto snapshot = co_await run_session(engine, options);
  if (snapshot) {
    report(*snapshot, options.json);
    exit_code = exit_code_of(snapshot->session);
  } else {
    fmt::print(stderr, "sluice: {}\n", snapshot.error().message);
    exit_code = snapshot.error().code == Code::invalid_argument ? kWrongUsage : kFailed;
  }
  co_await engine.stop();
}

}  // namespace

int ingest(const app::Options& options, const IngestOptions& ingest_options) {
  auto engine = app::Engine::open(options);
  if (!engine && engine.error().code == Code::conflict) {
    auto handed =
        hand_over(options.data.empty() ? app::default_data_folder() : options.data, options.roots, ingest_options);
    if (handed) return *handed;
    engine = fail(handed.error());
  }
  if (!engine) {
    fmt::print(stderr, "sluice: {}\n", engine.error().message);
    return kFailed;
  }
  int exit_code = kFailed;
  (*engine)->loop().run_until_complete(run(**engine, ingest_options, exit_code));
  return exit_code;
}

}  // namespace sluice::cli
