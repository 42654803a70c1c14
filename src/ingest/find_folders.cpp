// Scout: folders by a part of their name.

#include "ingest/folder_search.h"
#include "ingest/scout.h"

namespace sluice::ingest {
namespace {

constexpr Duration kPiece = std::chrono::milliseconds(50);
constexpr Duration kCounting = std::chrono::milliseconds(500);  // of the time there is

}  // namespace

task<Result<FoundFolders>> Scout::find_folders(std::string asker, std::string text, std::size_t most) {
  const auto turn = searches_.take(asker);
  if (!turn) co_return fail(turn.error());
  FolderSearch search(machinery_.roots, machinery_.clock, text, most);
  const SteadyTime deadline = machinery_.clock.steady() + kSearchPatience;
  const auto is_time_left = [&](Duration reserve) {
    return !(*turn)->is_over() && machinery_.clock.steady() + reserve < deadline;
  };
  while (!search.is_finished() && !search.is_full() && is_time_left(kCounting)) {
    co_await run_blocking(machinery_.disk, [&search] { search.search(kPiece); });
  }
  while (!search.has_counted_all() && is_time_left(Duration::zero())) {
    co_await run_blocking(machinery_.disk, [&search] { search.count(kPiece); });
  }
  co_return FoundFolders{.folders = search.found(), .is_complete = search.is_finished()};
}

}  // namespace sluice::ingest
