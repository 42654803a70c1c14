#include "progress/event.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/utf8.h"

namespace sluice::progress {

std::string event_text(std::string_view name, std::int64_t id, std::string_view data) {
  return fmt::format("id: {}\n{}", id, event_text(name, data));
}

std::string event_text(std::string_view name, std::string_view data) {
  return name.empty() ? fmt::format("data: {}\n\n", data) : fmt::format("event: {}\ndata: {}\n\n", name, data);
}

std::string failure_event(const model::FailedFile& failed) {
  boost::json::object data{{"seq", failed.version},
                           {"path", to_text(failed.path)},
                           {"stage", name(failed.failure.stage)},
                           {"reason", name(failed.failure.reason)},
                           {"message", failed.failure.message},
                           {"time", to_iso8601(failed.at)}};
  if (!is_utf8(failed.path)) data["path_base64"] = to_base64(as_bytes(failed.path));
  return event_text("failure", failed.version, boost::json::serialize(data));
}

std::string failure_events(std::span<const model::FailedFile> failed) {
  std::string out;
  for (const auto& each : failed) out += failure_event(each);
  return out;
}

}  // namespace sluice::progress
