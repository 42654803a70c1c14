#include "progress/audience.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace sluice::progress {

using Readers = boost::intrusive::list<Reader, boost::intrusive::constant_time_size<false>>;

struct Audience::State {
  State(Executor on, const Clock& time) : executor(std::move(on)), clock(time) {}

  // One slice; false when nobody is left to tell.
  bool tell_some() {
    const SteadyTime begun = clock.steady();
    for (std::size_t i = 0; i < kSlice && !waiting.empty(); ++i) {
      Reader& reader = waiting.front();
      waiting.pop_front();
      told.push_back(reader);
      reader.on_news();  // may leave, or join anew
    }
    spent += clock.steady() - begun;
    if (!waiting.empty()) return true;
    cost = std::exchange(spent, Duration::zero());
    return false;
  }

  static void go_on(const std::shared_ptr<State>& state) {
    state->is_telling = true;
    boost::asio::post(state->executor, [weak = std::weak_ptr(state)] {
      const auto self = weak.lock();
      if (!self) return;
      self->is_telling = false;
      if (self->tell_some()) go_on(self);
    });
  }

  Executor executor;
  const Clock& clock;
  Readers waiting;  // for their turn in this round
  Readers told;
  bool is_telling = false;  // a slice is scheduled
  Duration spent{};
  Duration cost{};
};

Audience::Audience(Executor executor, const Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), clock)) {}

Audience::~Audience() {
  state_->waiting.clear();
  state_->told.clear();
}

void Audience::join(Reader& reader) {
  reader.leave();
  state_->told.push_back(reader);
}

void Audience::tell() {
  const auto state = state_;
  state->waiting.splice(state->waiting.end(), state->told);
  if (!state->is_telling && state->tell_some()) State::go_on(state);
}

std::size_t Audience::size() const { return state_->waiting.size() + state_->told.size(); }

Duration Audience::cost() const { return state_->cost; }

}  // namespace sluice::progress
