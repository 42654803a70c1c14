#include "ingest/pipeline.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/utf8.h"
#include "ingest/discover.h"
#include "ingest/open_unchanged.h"
#include "ingest/quarantine.h"
#include "model/thumbnail_name.h"

namespace sluice::ingest {
namespace {

constexpr std::size_t kFoundAtOnce = 512;
constexpr Duration kFoundPatience = std::chrono::milliseconds(25);
constexpr std::uint32_t kFedAtOnce = 512;
constexpr std::size_t kOpenedAhead = 8;  // opened files that wait for a worker, so that none waits for the disk

model::Failure failure_of(model::Stage stage, const Error& error) {
  model::Reason reason = model::Reason::unreadable;
  if (error.code == Code::not_found) reason = model::Reason::vanished;
  if (error.code == Code::denied) reason = model::Reason::denied;
  return {stage, reason, error.message};
}

}  // namespace

// Whether a file must still be what was found, or is taken as it is now.
enum class Pipeline::Accept { as_found, as_it_is };

struct Pipeline::Opened {
  UniqueFd file;
  model::FileStamp stamp;
  UniqueFd sidecar;
};

Pipeline::Pipeline(Machinery& machinery, Ledger& ledger, Pattern pattern)
    : machinery_(machinery),
      ledger_(ledger),
      pattern_(std::move(pattern)),
      owner_(machinery.pool.new_owner()),
      group_(machinery.executor, "pipeline"),
      slot_free_(machinery.executor),
      released_(machinery.executor),
      discovered_(!ledger.session().discovering) {}

void Pipeline::stop() {
  stopping_ = true;
  machinery_.pool.withdraw(owner_);
  slot_free_.notify();
  released_.notify();
  ledger_.written_event().notify();
}

void Pipeline::hold() {
  is_held_ = true;
  machinery_.pool.withdraw(owner_);
}

void Pipeline::release() {
  is_held_ = false;
  released_.notify();
}

task<void> Pipeline::while_held() {
  while (is_held_ && !stopping_) co_await released_.wait();
}

std::vector<progress::InHand> Pipeline::in_hand() const {
  std::vector<progress::InHand> out;
  for (const pool::InHand& each : machinery_.pool.in_hand(owner_)) {
    out.push_back({.file = to_text(each.file_name), .since = each.since});
  }
  return out;
}

task<Result<void>> Pipeline::run() {
  ledger_.ask_workers([this] { return in_hand(); });
  if (!discovered_) group_.spawn(discover());
  Result<void> result = co_await feed();
  if (!result) stop();
  co_await group_.join();
  ledger_.ask_workers(nullptr);
  co_return result;
}

task<void> Pipeline::discover() {
  const auto& parameters = ledger_.session().parameters;
  Walker walker(machinery_.roots, machinery_.clock, parameters.directories, pattern_, parameters.recursive);
  for (;;) {
    co_await while_held();
    if (stopping_ || ledger_.limit_reached()) break;
    Found found =
        co_await run_blocking(machinery_.disk, [&walker] { return walker.next(kFoundAtOnce, kFoundPatience); });
    if (!found.files.empty()) {
      co_await mark_quarantined(machinery_.store, found.files);
      co_await ledger_.found(std::move(found.files));
    }
    if (found.finished) break;
  }
  if (!stopping_) co_await ledger_.change({.discovering = false});
  discovered_ = true;
  ledger_.written_event().notify();
}

// Hands out pending files in order, as many at once as keep the workers busy.
task<Result<void>> Pipeline::feed() {
  const std::size_t slots = machinery_.pool.capacity() + kOpenedAhead;
  FileId after;
  while (!stopping_) {
    const bool last = discovered_ && !ledger_.has_unwritten_found();
    const std::uint64_t seen = ledger_.batches_written();
    auto page = co_await machinery_.store.pending(ledger_.session().id, after, kFedAtOnce);
    if (!page) co_return fail(std::move(page).error());
    if (page->empty()) {
      if (last) break;
      if (seen == ledger_.batches_written() && !stopping_ && last == (discovered_ && !ledger_.has_unwritten_found())) {
        co_await ledger_.written_event().wait();
      }
      continue;
    }
    for (auto& file : *page) {
      while (under_way_ >= slots && !stopping_) co_await slot_free_.wait();
      co_await while_held();
      if (stopping_) break;
      after = file.id;
      ++under_way_;
      group_.spawn(process(std::move(file)));
    }
  }
  while (under_way_ > 0) co_await slot_free_.wait();
  co_await while_held();  // a session that was paused on its last file completes when it is resumed
  co_return Result<void>{};
}

task<void> Pipeline::process(model::PendingFile file) {
  std::optional<model::FileOutcome> outcome;
  while (!stopping_ && !outcome) {
    outcome = co_await read(file);
    if (!outcome) co_await while_held();
  }
  if (!stopping_) co_await ledger_.settled(file.path, std::move(*outcome));
  --under_way_;
  slot_free_.notify();
}

// None: it was not begun, because the session is held or stops.
task<std::optional<model::FileOutcome>> Pipeline::read(const model::PendingFile& file) {
  ledger_.working_on(file.path);
  const auto& parameters = ledger_.session().parameters;
  model::FileOutcome outcome{.id = file.id, .bytes = file.size};
  const Accept accept = ledger_.session().run > 1 ? Accept::as_it_is : Accept::as_found;
  auto opened = co_await run_blocking(machinery_.disk, [this, &file, accept, with_sidecar = parameters.import_scores] {
    return open(machinery_.roots, file, accept, with_sidecar);
  });
  if (!opened) {
    outcome.failure = opened.error().code == Code::conflict
                          ? model::Failure{model::Stage::open, model::Reason::changed, opened.error().message}
                          : failure_of(model::Stage::open, opened.error());
    outcome.at = machinery_.clock.wall();
    co_return outcome;
  }
  if (is_held_ || stopping_) co_return std::nullopt;
  const model::FileStamp stamp = opened->stamp;
  if (accept == Accept::as_it_is) outcome.read_as = stamp;
  outcome.bytes = stamp.size;
  pool::Decoded decoded = co_await machinery_.pool.decode(job_for(file, std::move(*opened)));
  if (decoded.is_withdrawn) co_return std::nullopt;
  // Before the outcome, so that a row that is shown has its picture. No worker waits for it: the next files are open.
  if (!decoded.failure && !decoded.thumbnail.empty()) {
    co_await machinery_.thumbnails.put(decoded.summary.content_key, model::kThumbnailSide, std::move(decoded.thumbnail),
                                       thumbnails::Origin::run);
  }
  outcome.failure = std::move(decoded.failure);
  outcome.summary = std::move(decoded.summary);
  outcome.record_json = std::move(decoded.record_json);
  outcome.at = machinery_.clock.wall();
  co_return outcome;
}

pool::Job Pipeline::job_for(const model::PendingFile& file, Opened opened) {
  const auto& parameters = ledger_.session().parameters;
  pool::Job job{.owner = owner_,
                .fd = std::move(opened.file),
                .file_name = file.path.substr(file.path.rfind('/') + 1),
                .size = opened.stamp.size,
                .mtime_ns = opened.stamp.mtime_ns,
                .extract_metadata = parameters.extract_metadata,
                .extract_keywords = parameters.extract_keywords,
                .import_scores = parameters.import_scores,
                .content_hash = parameters.content_hash,
                .pixels = parameters.pixels,
                .pixel_hash = parameters.pixel_hash,
                .classify = parameters.enable_nsfw_detection,
                .thumbnail_side = parameters.pixels ? model::kThumbnailSide : std::uint16_t{0},
                .attachments = {},
                .on_begun = [this] { ledger_.workers_changed(); }};
  if (opened.sidecar) job.attachments.push_back({"sidecar", std::move(opened.sidecar)});
  return job;
}

// On a disk thread. conflict: the file is not the one that was found any more.
Result<Pipeline::Opened> Pipeline::open(const Roots& roots, const model::PendingFile& file, Accept accept,
                                        bool with_sidecar) {
  FoundAs found{.path = file.path};
  if (accept == Accept::as_found) {
    found.size = file.size;
    found.mtime_ns = file.mtime_ns;
  }
  OpenedFile as_it_is = SLUICE_TRY(open_unchanged(roots, found));
  Opened opened{.file = std::move(as_it_is.fd), .stamp = as_it_is.stamp};
  if (with_sidecar) {
    const auto slash = file.path.rfind('/');
    auto sidecar =
        roots.open_file(fmt::format("{}/.scores/{}.json", file.path.substr(0, slash), file.path.substr(slash + 1)));
    if (sidecar) {
      opened.sidecar = std::move(*sidecar);
    } else if (sidecar.error().code != Code::not_found) {
      log::debug("{}: score sidecar: {}", file.path, sidecar.error().message);
    }
  }
  return opened;
}

}  // namespace sluice::ingest
