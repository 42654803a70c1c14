#pragma once

// Audience: who is told when there is news, and in which order. Loop thread only.
//
// tell() calls every reader once. The first kSlice readers are called inside tell(); larger audiences are told in
// slices, one for each turn of the loop, so that ten thousand readers never hold up the work they watch. News that
// comes while a round is under way begins no second one: those who still wait are told first, then those who were told
// already, so everybody's turn comes and everybody then takes the newest.

#include <cstddef>
#include <memory>

#include <boost/intrusive/list.hpp>

#include "async/task.h"
#include "base/clock.h"

namespace sluice::progress {

// What a reader implements. It leaves its audience when it is destroyed or by leave(), also inside the call.
class Reader : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~Reader() = default;
  virtual void on_news() = 0;
  void leave() {
    if (is_linked()) unlink();
  }
};

class Audience {
 public:
  static constexpr std::size_t kSlice = 512;

  Audience(Executor executor, const Clock& clock);
  ~Audience();  // its readers are told nothing any more
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;

  void join(Reader& reader);               // leaves another audience first
  void tell();                             // may destroy *this, if a reader does
  [[nodiscard]] std::size_t size() const;  // counts
  // The loop's time that the last whole round took: what telling everybody costs.
  [[nodiscard]] Duration cost() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // a slice under way may outlive the audience
};

}  // namespace sluice::progress
