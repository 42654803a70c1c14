#pragma once

// One worker process and the jobs it has been given: at most two, the head that it works on and one that waits in its
// socket so that it is never idle. Nothing waits behind a large file, which another worker could begin meanwhile.
// Judges how its life ends and which job pays for that. Loop thread only.

#include <deque>
#include <functional>
#include <string>

#include "async/task_group.h"
#include "async/timer.h"
#include "base/clock.h"
#include "pool/assignment.h"
#include "pool/link.h"
#include "pool/process.h"

namespace sluice::pool {

class Worker {
 public:
  static constexpr std::size_t kPlaces = 2;
  static constexpr std::uint64_t kLargeFile = 16u << 20;  // bytes; reading one takes longer than handing over the next

  // `on_news` is called when the worker has become ready and when a place has become free.
  Worker(TaskGroup& group, const Clock& clock, const Options& options, ForkedWorker forked,
         std::function<void()> on_news);

  // From the start of the process until it is reaped. The worker must not be destroyed before this has ended.
  task<void> live();

  // False: the worker is gone, the job was not touched. A job the system refuses to send is answered at once.
  bool give(const AssignmentPtr& assignment);
  // Ends it; what it had in hand is left over.
  void stop();

  [[nodiscard]] bool is_ready() const { return hello_.has_value() && !is_ending(); }
  [[nodiscard]] bool has_place() const;
  [[nodiscard]] std::size_t load() const { return in_hand_.size(); }
  [[nodiscard]] int pid() const { return process_.pid(); }
  [[nodiscard]] const std::deque<AssignmentPtr>& in_hand() const { return in_hand_; }
  [[nodiscard]] const std::optional<wire::Hello>& hello() const { return hello_; }

  // After live().
  enum class End { died, nonsense, overrun, stopped };
  [[nodiscard]] End end() const { return end_.value_or(End::died); }
  [[nodiscard]] const std::string& last_words() const { return last_words_; }  // "died of SIGSEGV"
  [[nodiscard]] bool cost_a_job() const { return cost_a_job_; }
  [[nodiscard]] bool has_answered() const { return has_answered_; }
  // Jobs that only waited, or had been handed over and not begun: another worker's now. Emptied by the call.
  std::deque<AssignmentPtr> left_over() { return std::exchange(in_hand_, {}); }

 private:
  [[nodiscard]] bool is_ending() const { return end_.has_value() || is_gone_; }
  task<void> watch_exit();
  Result<void> read_news();
  Result<void> welcome(const wire::Frame& frame);
  Result<void> take_answer(wire::Frame frame);
  void kill(End end, std::string why);
  void begin_head();
  void watch_head();
  void on_deadline();
  void settle();

  const Clock& clock_;
  const Options& options_;
  TaskGroup& group_;
  Process process_;
  wire::Board board_;
  Link link_;
  std::function<void()> on_news_;

  std::optional<wire::Hello> hello_;
  std::deque<AssignmentPtr> in_hand_;  // in the order given, which is the order answered
  SteadyTime head_deadline_{};
  std::uint64_t watched_ = 0;  // the job that watch_ was started for; 0: the Hello
  Timer watch_;

  std::optional<End> end_;     // set when we decide to end it, not when it dies by itself
  std::uint64_t overdue_ = 0;  // the job it was killed for
  std::string last_words_;
  bool is_gone_ = false;  // its end of the socket is closed
  bool cost_a_job_ = false;
  bool has_answered_ = false;
  bool is_reaped_ = false;
  Event exited_;
};

}  // namespace sluice::pool
