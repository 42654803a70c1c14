#pragma once

// Channel: the news of one session, from one writer to any number of readers. Loop thread only.
//
// The writer says that something changed; the channel decides when (Pacer), asks for the snapshot (Compose), makes its
// bytes once for each form and tells the readers (Audience). A reader keeps a Cursor and takes what it has not had
// whenever it can send: it is never owed a queue of states, and costs nothing while it is slow. Failures are owed one
// by one; the newest are kept here, older ones are in the store.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

#include "async/timer.h"
#include "base/ids.h"
#include "progress/audience.h"
#include "progress/event.h"
#include "progress/failure_log.h"
#include "progress/pacer.h"
#include "progress/slow_fields.h"
#include "progress/snapshot.h"

namespace sluice::progress {

// Which events a reader gets.
enum class Form : std::uint8_t {
  snapshots,  // unnamed events, each a full snapshot
  patches,    // `snapshot`, then `patch` (RFC 7396) against the state before, `failure` once each, `end`
};

// One state of a session in every form.
struct Event {
  std::int64_t version = 0;
  std::uint64_t number = 0;  // 1 for the channel's first, then one more each
  std::uint32_t run = 0;     // of the session
  WallTime emitted_at{};
  SharedBytes json;                // the body of `status`
  SharedBytes message;             // for Form::snapshots
  SharedBytes snapshot;            // for Form::patches
  SharedBytes patch;               // the same as a patch; null if there is none
  SharedBytes failures_and_patch;  // what a reader lacks that had everything before; null like `patch`
  std::int64_t patch_from = 0;     // the version that the patch is against
  std::int64_t failures_from = 0;  // the newest failure before
};

// What a reader has had. A few words: there may be ten thousand.
struct Cursor {
  Form form = Form::snapshots;
  bool is_told_end = false;
  bool is_not_resumed = false;         // the reader came with an id that cannot be used: said in its first snapshot
  std::uint32_t failures_omitted = 0;  // older ones that it will not be told: said there too
  std::int64_t state = 0;              // the version of the state that it has; 0: none on this connection
  std::int64_t failures = 0;           // every failure up to this version has been sent (Form::patches)
  std::uint64_t number = 0;            // of the event that brought the state; 0: none
};

// What to write next.
struct Delivery {
  SharedBytes bytes;                   // null: nothing now
  std::optional<WallTime> emitted_at;  // of the state in it, if it is one that was told live
  std::uint64_t events = 0;            // in `bytes`
  std::uint64_t conflated = 0;         // states that this reader will never see, because a newer one is here
  bool is_in_store = false;            // failures after cursor.failures have to be read there first
};

class Channel {
 public:
  // The newest snapshot with a version above every one composed before, or nothing if there is no such state yet (its
  // version is not on disk): then the channel waits for the next touch().
  using Compose = std::function<std::optional<Snapshot>()>;

  // `known_failures`: failures up to this version are in the store only; 0: there are none.
  Channel(const Executor& executor, const Clock& clock, SessionId session, std::int64_t known_failures,
          Compose compose);
  // The channel of a session that is at rest: one state, and the end.
  static std::shared_ptr<Channel> at_rest(const Executor& executor, const Clock& clock, const Snapshot& snapshot);
  ~Channel();

  // --- the writer's side
  // Something changed: an event follows, at once or within the window.
  void touch();
  // Something changed that is not worth an event of its own at once (the name of the present file): one follows within
  // the window, earlier if a touch() comes.
  void hint();
  // Something changed that must be seen as it is (a status): the event is sent before this returns.
  void publish();
  // Files have failed, with versions up to the next state's: told with the next event. The caller touches.
  void failed(std::vector<model::FailedFile> files);
  // The session rests, or is gone: readers get what they have not seen, then the end. Nothing is composed after this.
  enum class End { rest, gone };
  void end(End end);

  // --- the readers' side
  [[nodiscard]] const SessionId& session() const { return session_; }
  void join(Reader& reader) { audience_.join(reader); }
  // What this reader has not had; the cursor moves on.
  [[nodiscard]] Delivery next(Cursor& cursor) const;
  [[nodiscard]] const std::optional<Event>& latest() const { return latest_; }
  [[nodiscard]] std::optional<End> ended() const { return ended_; }
  // Every failure up to here is in the store or has been told; what is read from the store now holds them.
  [[nodiscard]] std::int64_t newest_failure() const { return failures_.newest(); }
  [[nodiscard]] std::size_t readers() const { return audience_.size(); }

 private:
  void emit_in(Duration delay);
  void emit();
  void show(const Snapshot& snapshot);
  [[nodiscard]] Delivery first_snapshot(Cursor& cursor) const;
  [[nodiscard]] Delivery state(Cursor& cursor) const;
  [[nodiscard]] Delivery last_words(Cursor& cursor) const;

  const Clock& clock_;
  const SessionId session_;
  Compose compose_;
  Pacer pacer_;
  SlowFields slow_fields_;
  Timer timer_;
  SteadyTime due_{};                       // while the timer runs
  std::optional<WallTime> oldest_change_;  // that no event carries yet
  std::optional<WallTime> newest_hint_;    // the same of hints: only the last of them is ever shown
  std::vector<model::FailedFile> failed_;  // not told yet
  FailureLog failures_;
  std::unique_ptr<boost::json::object> state_;  // of latest_
  std::optional<Event> latest_;
  std::optional<End> ended_;
  Audience audience_;
};

}  // namespace sluice::progress
