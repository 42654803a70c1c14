#pragma once

// Server-Sent Events as bytes (WHATWG HTML, "9.2 Server-sent events"). Pure.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "model/file.h"

namespace sluice::progress {

using SharedBytes = std::shared_ptr<const std::string>;

// "id: …\nevent: …\ndata: …\n\n". An empty name: the unnamed event, `message`. `data` has no line ends.
std::string event_text(std::string_view name, std::int64_t id, std::string_view data);

// An event without an id: what a reader is told once, and no reconnect asks for again.
std::string event_text(std::string_view name, std::string_view data);

// `event: failure`: {"seq", "path", "stage", "reason", "message", "time"}; `seq` is the event's id, times are UTC. A
// path that is not UTF-8 is shown as text and has `path_base64` beside it.
std::string failure_event(const model::FailedFile& failed);
std::string failure_events(std::span<const model::FailedFile> failed);

}  // namespace sluice::progress
