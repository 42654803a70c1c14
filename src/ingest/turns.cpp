#include "ingest/turns.h"

namespace sluice::ingest {

Turns::Turn::~Turn() {
  --turns_.taken_;
  if (const auto it = turns_.newest_.find(asker_); it != turns_.newest_.end() && it->second == this)
    turns_.newest_.erase(it);
}

Result<std::unique_ptr<Turns::Turn>> Turns::take(const std::string& asker) {
  const auto before = newest_.find(asker);
  if (before != newest_.end()) before->second->is_over_ = true;
  if (has_ended_) return fail(Code::unavailable, "Sluice is shutting down");
  if (taken_ >= most_ && before == newest_.end())
    return fail(Code::unavailable, "too many look into folders at the moment; try again in a few seconds");
  std::unique_ptr<Turn> turn(new Turn(*this, asker));
  newest_[asker] = turn.get();
  ++taken_;
  return turn;
}

void Turns::end() {
  has_ended_ = true;
  for (const auto& [asker, turn] : newest_) turn->is_over_ = true;
}

}  // namespace sluice::ingest
