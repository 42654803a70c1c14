// Ingest: what the user sets on files before a commit, in pieces, so that neither the database's writer nor the ledger
// of a session under way is held for long.

#include <algorithm>

#include "ingest/ingest.h"

namespace sluice::ingest {

// The files of a choice, a piece at a time. A piece stays the present one until it is written: the session may come to
// its end before.
class Ingest::EditPieces {
 public:
  EditPieces(store::Store& store, SessionId id, Choice choice)
      : store_(store), id_(std::move(id)), choice_(std::move(choice)) {
    std::ranges::sort(choice_.ids);
    const auto repeated = std::ranges::unique(choice_.ids);
    choice_.ids.erase(repeated.begin(), repeated.end());
    std::ranges::sort(choice_.except);
  }

  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] const std::vector<FileId>& present() const { return present_; }
  void written() { present_.clear(); }

  // Looks for the next piece, unless there is one.
  task<Result<void>> find(double nsfw_threshold) {
    if (!present_.empty()) co_return Result<void>{};
    if (!choice_.filter) {
      take_named();
      co_return Result<void>{};
    }
    store::FileQuery& filter = *choice_.filter;
    filter.limit = kEditPiece;
    filter.nsfw_threshold = nsfw_threshold;
    while (present_.empty() && !finished_) {
      auto found = co_await store_.editable(id_, filter);
      if (!found) co_return fail(std::move(found).error());
      finished_ = found->empty();
      if (!finished_) filter.after = found->back();
      std::erase_if(*found, [&](FileId file) { return std::ranges::binary_search(choice_.except, file); });
      present_ = std::move(*found);
    }
    co_return Result<void>{};
  }

 private:
  void take_named() {
    const std::size_t count = std::min<std::size_t>(kEditPiece, choice_.ids.size() - begun_);
    const auto first = choice_.ids.begin() + static_cast<std::ptrdiff_t>(begun_);
    present_.assign(first, first + static_cast<std::ptrdiff_t>(count));
    begun_ += count;
    finished_ = present_.empty();
  }

  store::Store& store_;
  SessionId id_;
  Choice choice_;
  std::vector<FileId> present_;
  std::size_t begun_ = 0;  // of choice_.ids
  bool finished_ = false;
};

task<Result<Ingest::Edited>> Ingest::edit(SessionId id, Choice choice, store::FileEdit edit) {
  Edited sum;
  EditPieces pieces(machinery_.store, id, std::move(choice));
  while (!pieces.finished()) {
    auto session = co_await find_settled(id);
    if (!session) co_return fail(std::move(session).error());
    if (!model::may_edit(session->status))
      co_return wrong_state(*session, "a change of its files", "neither committing nor committed");
    if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
    const Stay stay = co_await stay_with(std::move(*session));
    const auto written = co_await edit_for_a_life(stay, pieces, edit, sum);
    co_await leave(stay);
    if (!written) co_return fail(written.error());
  }
  co_return sum;
}

// Until all pieces are written, or the session has come to its end.
task<Result<void>> Ingest::edit_for_a_life(const Stay& stay, EditPieces& pieces, store::FileEdit edit, Edited& sum) {
  Ledger& ledger = stay.live->ledger;
  while (!stopping_) {
    if (auto found = co_await pieces.find(ledger.session().parameters.nsfw_threshold); !found) co_return found;
    if (pieces.finished()) break;
    if (auto locked = co_await ledger.lock_for_command(); !locked) co_return locked;
    if (is_over(stay)) {
      ledger.unlock();
      break;
    }
    const auto written = co_await edit_piece(ledger, pieces.present(), edit);
    ledger.unlock();
    if (!written) co_return fail(written.error());
    sum.matched += written->matched;
    sum.changed += written->changed;
    pieces.written();
  }
  co_return Result<void>{};
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
