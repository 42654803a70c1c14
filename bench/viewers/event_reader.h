#pragma once

// EventReader: what a viewer's socket brought, in any fragments, as events. Looks only at what the measurement needs.
// The stream is one HTTP/1.1 response whose body ends with the connection: no chunks, no coding.

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::bench {

struct StreamEvent {
  enum class Kind : std::uint8_t { state, failure, end, gone };
  Kind kind = Kind::state;
  std::int64_t version = 0;     // 0: says none
  std::int64_t emitted_at = 0;  // microseconds since 1970; 0: says none
  bool completed = false;       // its status: there will be no more
};

class EventReader {
 public:
  [[nodiscard]] int status() const { return status_; }  // 0: the head has not arrived
  [[nodiscard]] std::uint64_t comments() const { return comments_; }

  template <class Sink>  // void(const StreamEvent&)
  void feed(std::string_view bytes, Sink&& sink) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      if (end == bytes.npos) {
        line_ += bytes;
        return;
      }
      std::string_view line = bytes.substr(0, end);
      bytes.remove_prefix(end + 1);
      if (!line_.empty()) line_ += line, line = line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      take(line, sink);
      line_.clear();
    }
  }

 private:
  static constexpr std::size_t kStatusWithin = 256;  // of a line, the status is named

  template <class Sink>
  void take(std::string_view line, Sink&& sink) {
    if (!head_done_) return take_head(line);
    if (line.empty()) {
      if (has_data_) sink(event_);
      event_ = {};
      has_data_ = false;
    } else if (line.starts_with("data:")) {
      has_data_ = true;
      if (event_.kind == StreamEvent::Kind::failure) return;
      event_.version = number(line, "\"version\":").value_or(0);
      event_.emitted_at = number(line, "\"emitted_at\":").value_or(0);
      event_.completed = line.substr(0, kStatusWithin).find("\"status\":\"completed\"") != line.npos;
    } else if (line.starts_with("event: ")) {
      const std::string_view name = line.substr(7);
      if (name == "failure") event_.kind = StreamEvent::Kind::failure;
      if (name == "end") event_.kind = StreamEvent::Kind::end;
      if (name == "gone") event_.kind = StreamEvent::Kind::gone;
    } else if (line.starts_with(':')) {
      ++comments_;
    }
  }

  void take_head(std::string_view line) {
    if (status_ == 0 && line.size() > 12) status_ = std::atoi(std::string(line.substr(9, 3)).c_str());
    head_done_ = line.empty();
  }

  static std::optional<std::int64_t> number(std::string_view text, std::string_view key) {
    const auto at = text.find(key);
    if (at == text.npos) return std::nullopt;
    text.remove_prefix(at + key.size());
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) return std::nullopt;
    return value;
  }

  std::string line_;  // an unfinished one
  StreamEvent event_;
  std::uint64_t comments_ = 0;
  int status_ = 0;
  bool head_done_ = false;
  bool has_data_ = false;
};

}  // namespace sluice::bench
