#include "ingest/quarantine.h"

#include <string_view>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/log.h"

namespace sluice::ingest {
namespace {

model::Failure failure_of(const store::Quarantined& quarantined) {
  constexpr std::string_view kSubject = "the decoder ";  // of the pool's message
  std::string_view how = quarantined.message;
  if (how.starts_with(kSubject)) how.remove_prefix(kSubject.size());
  return {model::Stage::decode, model::Reason::quarantined,
          fmt::format("killed its decoder on {} ({}); retry the reason \"quarantined\" to read it again",
                      to_iso8601(quarantined.at).substr(0, 10), how)};
}

}  // namespace

task<void> mark_quarantined(store::Store& store, std::vector<model::FoundFile>& files) {
  const auto known = co_await store.quarantined(files);
  if (!known) {
    log::warn("the quarantine could not be asked: {}", known.error().message);
    co_return;
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& quarantined = (*known)[i];
    if (quarantined && !files[i].failure) files[i].failure = failure_of(*quarantined);
  }
}

}  // namespace sluice::ingest
