#pragma once

// Channel: the news of one session that is under way, from one writer to any number of readers. Loop thread only.
//
// The writer says that something changed; the channel decides when (Pacer), asks for the snapshot (Compose), makes its
// bytes once and tells the readers. A reader keeps a Cursor and takes the newest event whenever it can send: it is
// never owed a queue, and costs nothing while it is slow.

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "async/timer.h"
#include "progress/pacer.h"
#include "progress/snapshot.h"

namespace sluice::progress {

using SharedBytes = std::shared_ptr<const std::string>;

// One event as it is on the wire, and as the body of `status`.
struct Event {
  std::int64_t version = 0;
  SharedBytes wire;      // "id: …\ndata: …\n\n"
  SharedBytes snapshot;  // the JSON alone
};

Event encode(const Snapshot& snapshot);

// What a reader implements. Called on the loop thread; the reader may leave the channel inside the call.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual void on_news() = 0;
};

class Channel {
 public:
  // The newest snapshot with a version above every one composed before, or nothing if there is no such state yet (its
  // version is not on disk): then the channel waits for the next touch().
  using Compose = std::function<std::optional<Snapshot>()>;

  Channel(const Executor& executor, const Clock& clock, Compose compose);

  // --- the writer's side
  // Something changed: an event follows within the window.
  void touch();
  // Something changed that must be seen as it is (a status): the event is sent before this returns.
  void publish();
  // The session rests, or is gone: readers get what they have not seen, then the end. Nothing is composed after this.
  enum class End { rest, gone };
  void end(End end);

  // --- the readers' side
  class Place {  // a reader's place in the channel: leaves it when destroyed
   public:
    Place() = default;
    Place(Place&&) noexcept;
    Place& operator=(Place&&) noexcept;
    ~Place();

   private:
    friend class Channel;
    std::weak_ptr<std::list<Reader*>> readers_;
    std::list<Reader*>::iterator position_;
  };
  [[nodiscard]] Place join(Reader& reader);

  // The newest event if the reader with this cursor has not had it; the cursor moves on.
  [[nodiscard]] std::optional<Event> next(std::int64_t& cursor) const;
  [[nodiscard]] const std::optional<Event>& latest() const { return latest_; }
  [[nodiscard]] std::optional<End> ended() const { return ended_; }
  [[nodiscard]] std::size_t readers() const { return readers_->size(); }

 private:
  void emit();
  void tell();

  const Clock& clock_;
  Compose compose_;
  Pacer pacer_;
  Timer timer_;
  std::optional<WallTime> oldest_change_;  // that no event carries yet
  std::optional<Event> latest_;
  std::optional<End> ended_;
  std::shared_ptr<std::list<Reader*>> readers_;
};

}  // namespace sluice::progress
