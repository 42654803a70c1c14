// Scout: what a session with these parameters would have to do.

#include <algorithm>

#include "ingest/admit.h"
#include "ingest/discover.h"
#include "ingest/scout.h"

namespace sluice::ingest {
namespace {

constexpr std::size_t kFoundAtOnce = 1024;
constexpr Duration kPiece = std::chrono::milliseconds(50);
constexpr std::uint32_t kSessionsLookedAt = 200;

// What decides how long a file takes.
bool is_same_work(const model::Parameters& a, const model::Parameters& b) {
  return a.enable_nsfw_detection == b.enable_nsfw_detection && a.extract_metadata == b.extract_metadata &&
         a.pixels == b.pixels && a.pixel_hash == b.pixel_hash && a.content_hash == b.content_hash;
}

}  // namespace

std::optional<SecondsRange> seconds_for(std::uint64_t files, const model::Parameters& parameters,
                                        const std::vector<model::Session>& sessions) {
  std::vector<double> paces;  // files a second
  for (const model::Session& session : sessions) {
    if (paces.size() == kPaces) break;
    const std::uint64_t read = session.tally.processed + session.tally.failed;
    const double worked = std::chrono::duration<double>(session.worked).count();
    if (!model::is_resting(session.status) || read < kFewestFiles || worked <= 0) continue;
    if (is_same_work(session.parameters, parameters)) paces.push_back(static_cast<double>(read) / worked);
  }
  if (paces.empty()) return std::nullopt;
  const auto [slowest, quickest] = std::ranges::minmax(paces);
  const auto count = static_cast<double>(files);
  return SecondsRange{.low = count / quickest, .high = count / slowest};
}

task<Result<Estimate>> Scout::estimate(std::string asker, model::Parameters parameters) {
  auto pattern = co_await admit(machinery_, parameters);
  if (!pattern) co_return fail(std::move(pattern).error());
  const auto turn = estimates_.take(asker);
  if (!turn) co_return fail(turn.error());

  Estimate out;
  Walker walker(machinery_.roots, machinery_.clock, parameters.directories, std::move(*pattern), parameters.recursive);
  const SteadyTime deadline = machinery_.clock.steady() + kEstimatePatience;
  while (!out.is_complete && !(*turn)->is_over() && machinery_.clock.steady() < deadline) {
    const Found found = co_await run_blocking(machinery_.disk, [&walker] { return walker.next(kFoundAtOnce, kPiece); });
    if (auto counted = co_await count(parameters, found.files, out); !counted)
      co_return fail(std::move(counted).error());
    out.is_complete = out.is_complete || found.finished;
  }
  const auto past = co_await machinery_.store.sessions(kSessionsLookedAt, std::nullopt);
  if (!past) co_return fail(past.error());
  out.seconds = seconds_for(out.to_read, parameters, *past);
  co_return out;
}

// As store::Store::stage() takes them: what is known is skipped first, then there is a limit.
task<Result<void>> Scout::count(const model::Parameters& parameters, const std::vector<model::FoundFile>& files,
                                Estimate& estimate) {
  std::vector<bool> known(files.size());
  if (parameters.skip_existing && !files.empty()) {
    auto answers = co_await machinery_.store.catalogued(files);
    if (!answers) co_return fail(std::move(answers).error());
    known = std::move(*answers);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (parameters.max_files && estimate.found - estimate.known >= *parameters.max_files) break;
    ++estimate.found;
    if (known[i]) {
      ++estimate.known;
    } else if (!files[i].failure) {
      ++estimate.to_read;
      estimate.bytes += files[i].size;
    }
  }
  estimate.is_complete = parameters.max_files && estimate.found - estimate.known >= *parameters.max_files;
  co_return Result<void>{};
}

}  // namespace sluice::ingest
