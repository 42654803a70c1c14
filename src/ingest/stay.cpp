// Ingest: a change of a session that may be under way or at rest. One that rests is brought to life for as long as it
// takes, so that a change is written and told in one way only: by a ledger.

#include "ingest/ingest.h"

namespace sluice::ingest {

task<Ingest::Stay> Ingest::stay_with(model::Session session) {
  if (const auto it = live_.find(session.id); it != live_.end()) co_return Stay{.live = it->second};
  const Stay stay{.live = bring_to_life(std::move(session)), .is_own = true};
  (void)co_await stay.live->ledger.recall_errors();
  (void)co_await stay.live->ledger.recall_commit_errors();
  co_return stay;
}

// It came to its end while the ledger's lock was waited for: begin again with what it has become.
bool Ingest::is_over(const Stay& stay) const {
  if (stay.is_own) return false;
  const auto it = live_.find(stay.live->ledger.session().id);
  return it == live_.end() || it->second != stay.live;
}

task<void> Ingest::leave(const Stay& stay) {
  if (stay.is_own) co_await lay_to_rest(stay.live);
}

}  // namespace sluice::ingest
