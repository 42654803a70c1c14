#include "api/backlog.h"

#include <algorithm>
#include <utility>

namespace sluice::api {

task<Result<Backlog::Page>> Backlog::read(Asked asked) {
  const auto it = std::ranges::find_if(kept_, [&](const Kept& kept) {
    const Asked& had = kept.asked;
    return had.after == asked.after && had.run == asked.run && had.session == asked.session;
  });
  if (it != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, it);
    co_return it->page;
  }
  auto failed = co_await store_.failures(asked.session, asked.after, kPage);
  if (!failed) co_return fail(std::move(failed).error());
  std::erase_if(*failed, [&](const model::FailedFile& each) { return each.version > asked.through; });
  Page page;
  if (!failed->empty()) {
    page = {.bytes = std::make_shared<const std::string>(progress::failure_events(*failed)),
            .newest = failed->back().version,
            .count = static_cast<std::uint32_t>(failed->size())};
  }
  if (page.is_full()) {
    kept_.push_front({std::move(asked), page});
    if (kept_.size() > kPagesKept) kept_.pop_back();
  }
  co_return page;
}

}  // namespace sluice::api
