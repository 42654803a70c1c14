// Ingest: what the user sets on files before a commit, in pieces, so that neither the database's writer nor the ledger
// of a session under way is held for long.

#include <algorithm>

#include "ingest/ingest.h"

namespace sluice::ingest {
namespace {

// The files of a choice, a piece at a time.
class Pieces {
 public:
  Pieces(store::Store& store, const SessionId& id, Ingest::Choice choice, std::uint32_t size)
      : store_(store), id_(id), choice_(std::move(choice)), size_(size) {
    std::ranges::sort(choice_.ids);
    const auto repeated = std::ranges::unique(choice_.ids);
    choice_.ids.erase(repeated.begin(), repeated.end());
    std::ranges::sort(choice_.except);
  }

  // Empty: that was all.
  task<Result<std::vector<FileId>>> next(double nsfw_threshold) {
    if (!choice_.filter) co_return next_named();
    store::FileQuery& filter = *choice_.filter;
    filter.limit = size_;
    filter.nsfw_threshold = nsfw_threshold;
    for (;;) {
      auto found = co_await store_.editable(id_, filter);
      if (!found || found->empty()) co_return found;
      filter.after = found->back();
      std::erase_if(*found, [&](FileId file) { return std::ranges::binary_search(choice_.except, file); });
      if (!found->empty()) co_return found;
    }
  }

 private:
  std::vector<FileId> next_named() {
    const std::size_t count = std::min<std::size_t>(size_, choice_.ids.size() - begun_);
    const auto first = choice_.ids.begin() + static_cast<std::ptrdiff_t>(begun_);
    begun_ += count;
    return {first, first + static_cast<std::ptrdiff_t>(count)};
  }

  store::Store& store_;
  const SessionId& id_;
  Ingest::Choice choice_;
  std::uint32_t size_;
  std::size_t begun_ = 0;  // of choice_.ids
};

}  // namespace

task<Result<Ingest::Edited>> Ingest::edit(SessionId id, Choice choice, store::FileEdit edit) {
  Edited sum;
  Pieces pieces(machinery_.store, id, std::move(choice), kEditPiece);
  std::optional<std::vector<FileId>> piece;  // found, not yet written
  for (bool finished = false; !finished;) {
    auto session = co_await find_settled(id);
    if (!session) co_return fail(std::move(session).error());
    if (!model::may_edit(session->status))
      co_return wrong_state(*session, "a change of its files", "neither committing nor committed");
    if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");

    const Stay stay = co_await stay_with(std::move(*session));
    Ledger& ledger = stay.live->ledger;
    Result<void> result;
    while (result && !finished && !stopping_) {
      if (!piece) {
        auto found = co_await pieces.next(ledger.session().parameters.nsfw_threshold);
        if (!found) {
          result = fail(std::move(found).error());
          break;
        }
        if (found->empty()) {
          finished = true;
          break;
        }
        piece = std::move(*found);
      }
      result = co_await ledger.lock_for_command();
      if (!result) break;
      if (is_over(stay)) {
        ledger.unlock();
        break;
      }
      const auto written = co_await edit_piece(ledger, *piece, edit);
      ledger.unlock();
      if (!written) {
        result = fail(written.error());
        break;
      }
      sum.matched += written->matched;
      sum.changed += written->changed;
      piece.reset();
    }
    co_await leave(stay);
    if (!result) co_return fail(std::move(result).error());
  }
  co_return sum;
}

// With the ledger's lock held. Where nothing is different, nothing is told.
task<Result<store::EditResult>> Ingest::edit_piece(Ledger& ledger, std::vector<FileId> files, store::FileEdit edit) {
  store::SessionChange change;
  if (model::is_resting(ledger.session().status)) change.status = ledger.session().status;
  change = ledger.reserve(std::move(change));
  auto result = co_await machinery_.store.edit(ledger.session().id, std::move(files), edit, change);
  if (result && result->changed > 0) ledger.apply_edit(change, *result);
  co_return result;
}

}  // namespace sluice::ingest
