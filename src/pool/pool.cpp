#include "pool/pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "async/timer.h"
#include "base/assert.h"
#include "base/log.h"
#include "base/utf8.h"
#include "pool/assignment.h"
#include "pool/process.h"
#include "pool/template.h"
#include "pool/worker.h"

namespace sluice::pool {
namespace {

// A seat whose workers fail this often in a row before saying Hello is out of order; it is still tried now and then.
constexpr int kFailedStarts = 3;
constexpr Duration kFirstBackOff = std::chrono::milliseconds(50);
constexpr Duration kLongestBackOff = std::chrono::seconds(5);

Duration back_off(int useless_lives) {
  return std::min(kLongestBackOff, kFirstBackOff * (1 << std::min(useless_lives - 1, 10)));
}

std::string describe_walls(const wire::Hello& hello) {
  return fmt::format("{}, {}",
                     hello.seccomp ? "system call filter" : "no system call filter (kernel or sanitizer build)",
                     hello.landlock > 0 ? fmt::format("Landlock {}", hello.landlock) : "no Landlock");
}

}  // namespace

// A place for a worker: whoever sits there, somebody does, for as long as the pool runs.
struct Seat {
  std::unique_ptr<Worker> worker;  // none between two
  int failed_starts = 0;           // in a row, before Hello
  int useless_lives = 0;           // in a row, without an answer or a job that explains the end
};

struct Pool::State {
  State(Executor on, const Clock& time, Options wanted)
      : executor(std::move(on)),
        clock(time),
        options(std::move(wanted)),
        news(executor),
        resting(executor),
        group(executor, "pool"),
        workers_template(group, options) {
    if (options.workers == 0) options.workers = std::max(1u, std::thread::hardware_concurrency());
  }

  task<Result<void>> start();
  task<void> stop();
  AssignmentPtr enqueue(Job job);
  void abandon(const AssignmentPtr& assignment);
  void withdraw(Owner owner);

  // One for each seat, owned by the group.
  task<void> keep_seat(Seat& seat);
  task<void> live(Seat& seat);
  void bury(Seat& seat);
  void note_failed_start(Seat& seat, std::string why);
  void on_news(Seat& seat);
  void dispatch();
  Worker* least_loaded();
  [[nodiscard]] bool is_out_of_order() const;
  [[nodiscard]] std::string complaint() const;
  void answer_all(const std::string& message);

  Executor executor;
  const Clock& clock;
  Options options;
  Event news;     // a worker is ready, or the pool is out of order
  Event resting;  // cuts back-offs short
  bool is_running = false;
  bool has_said_hello = false;
  std::uint64_t last_id = 0;
  std::uint64_t last_owner = 0;
  std::string last_failure;  // of a start
  Statistics counts;
  std::deque<AssignmentPtr> queue;
  std::vector<std::unique_ptr<Seat>> seats;
  TaskGroup group;  // its tasks use the rest
  Template workers_template;
};

// --- Starting and stopping.

task<Result<void>> Pool::State::start() {
  SLUICE_ASSERT(seats.empty());
  if (::access(options.worker_binary.c_str(), X_OK) != 0) {
    co_return fail(Code::not_found,
                   fmt::format("sluice-worker not found at {}: build it or install it beside the program",
                               to_text(options.worker_binary)));
  }
  is_running = true;
  for (std::size_t i = 0; i < options.workers; ++i) seats.push_back(std::make_unique<Seat>());
  for (const auto& seat : seats) group.spawn(keep_seat(*seat));
  while (is_running && !has_said_hello && !is_out_of_order()) co_await news.wait();
  if (has_said_hello) co_return Result<void>();
  const std::string why = is_running ? complaint() : "stopped";
  co_await stop();
  co_return fail(Code::unavailable, why);
}

task<void> Pool::State::stop() {
  is_running = false;
  for (const auto& seat : seats) {
    if (seat->worker) seat->worker->stop();
  }
  workers_template.stop();
  answer_all("stopped");
  news.notify();
  resting.notify();
  co_await group.join();
}

// --- Jobs.

AssignmentPtr Pool::State::enqueue(Job job) {
  auto assignment = std::make_shared<Assignment>(executor, ++last_id, std::move(job));
  if (!is_running || is_out_of_order()) {
    assignment->answer(failed(model::Reason::internal, is_running ? complaint() : "stopped"));
  } else {
    queue.push_back(assignment);
    dispatch();
  }
  return assignment;
}

void Pool::State::abandon(const AssignmentPtr& assignment) {
  assignment->is_abandoned = true;
  assignment->job.on_begun = nullptr;
  std::erase(queue, assignment);
}

void Pool::State::withdraw(Owner owner) {
  std::erase_if(queue, [owner](const AssignmentPtr& each) {
    if (each->job.owner != owner) return false;
    each->answer(withdrawn());
    return true;
  });
}

void Pool::State::dispatch() {
  while (is_running && !queue.empty()) {
    Worker* const worker = least_loaded();
    if (worker == nullptr) return;
    // A worker that turns out to be gone has no place any more: the job goes to the next one.
    if (worker->give(queue.front())) queue.pop_front();
  }
}

Worker* Pool::State::least_loaded() {
  Worker* best = nullptr;
  for (const auto& seat : seats) {
    Worker* const worker = seat->worker.get();
    if (worker == nullptr || !worker->has_place()) continue;
    if (best == nullptr || worker->load() < best->load()) best = worker;
    if (best->load() == 0) break;
  }
  return best;
}

void Pool::State::answer_all(const std::string& message) {
  for (const AssignmentPtr& assignment : std::exchange(queue, {}))
    assignment->answer(failed(model::Reason::internal, message));
  if (is_running) return;
  for (const auto& seat : seats) {
    if (!seat->worker) continue;
    for (const AssignmentPtr& assignment : seat->worker->in_hand()) {
      assignment->answer(failed(model::Reason::internal, message));
    }
  }
}

// --- Workers.

task<void> Pool::State::keep_seat(Seat& seat) {
  while (is_running) {
    co_await live(seat);
    if (is_running && seat.useless_lives > 0) co_await resting.wait_for(back_off(seat.useless_lives));
  }
}

task<void> Pool::State::live(Seat& seat) {
  Result<ForkedWorker> started = co_await workers_template.fork_worker();
  if (!is_running) co_return;
  if (!started) {
    note_failed_start(seat, started.error().message);
    co_return;
  }
  seat.worker = std::make_unique<Worker>(group, clock, options, *std::move(started), [this, &seat] { on_news(seat); });
  co_await seat.worker->live();
  bury(seat);
}

void Pool::State::bury(Seat& seat) {
  const std::unique_ptr<Worker> dead = std::move(seat.worker);
  const bool was_useful = dead->has_answered() || dead->cost_a_job();
  const std::deque<AssignmentPtr> left_over = dead->left_over();
  // In front of those who never had a worker, in their old order.
  for (auto it = left_over.rbegin(); it != left_over.rend(); ++it) {
    if (!(*it)->is_answered && !(*it)->is_abandoned) queue.push_front(*it);
  }
  if (!is_running) return answer_all("stopped");
  (dead->end() == Worker::End::overrun ? counts.timeouts : counts.crashes) += 1;
  log::warn("pool: worker {} {}; it is replaced", dead->pid(), dead->last_words());
  seat.useless_lives = was_useful ? 0 : seat.useless_lives + 1;
  const bool has_started = dead->hello() && dead->end() != Worker::End::nonsense;
  if (!was_useful && !has_started) note_failed_start(seat, dead->last_words());
  dispatch();
}

void Pool::State::note_failed_start(Seat& seat, std::string why) {
  last_failure = std::move(why);
  ++seat.failed_starts;
  if (seat.failed_starts > seat.useless_lives) seat.useless_lives = seat.failed_starts;
  if (!is_out_of_order()) return;
  answer_all(complaint());
  news.notify();
}

void Pool::State::on_news(Seat& seat) {
  seat.failed_starts = 0;
  if (!has_said_hello)
    log::info("pool: {} workers, sealed by: {}", options.workers, describe_walls(*seat.worker->hello()));
  has_said_hello = true;
  news.notify();
  dispatch();
}

bool Pool::State::is_out_of_order() const {
  return std::ranges::all_of(seats, [](const auto& seat) { return seat->failed_starts >= kFailedStarts; });
}

std::string Pool::State::complaint() const {
  return to_text(fmt::format(
      "no decoder can be started from {}: {}. What it said is in the log; a damaged one is to be installed again",
      options.worker_binary, last_failure));
}

// --- The door.

Pool::Pool(Executor executor, const Clock& clock, Options options)
    : state_(std::make_shared<State>(std::move(executor), clock, std::move(options))) {}
Pool::~Pool() = default;

void Pool::prepare() { state_->workers_template.prepare(); }

task<Result<void>> Pool::start() {
  const auto state = state_;
  co_return co_await state->start();
}

task<Decoded> Pool::decode(Job job) {
  struct Call {
    std::shared_ptr<State> state;
    AssignmentPtr assignment;
    ~Call() {
      if (!assignment->is_answered)
        state->abandon(assignment);
      else
        ++state->counts.jobs;
    }
  };
  const Call call{state_, state_->enqueue(std::move(job))};
  while (!call.assignment->is_answered) co_await call.assignment->changed.wait();
  co_return std::move(call.assignment->decoded);
}

task<void> Pool::stop() {
  const auto state = state_;
  co_await state->stop();
}

Owner Pool::new_owner() { return Owner{++state_->last_owner}; }

void Pool::withdraw(Owner owner) { state_->withdraw(owner); }

std::vector<InHand> Pool::in_hand(Owner owner) const {
  std::vector<InHand> out;
  for (const auto& seat : state_->seats) {
    if (!seat->worker || seat->worker->in_hand().empty()) continue;
    const Assignment& head = *seat->worker->in_hand().front();
    if (head.job.owner == owner && !head.is_answered) out.push_back({head.job.file_name, head.begun_at});
  }
  return out;
}

std::size_t Pool::size() const { return state_->options.workers; }

std::size_t Pool::capacity() const { return state_->options.workers * Worker::kPlaces; }

Statistics Pool::statistics() const {
  Statistics out = state_->counts;
  out.workers = pids().size();
  return out;
}

std::vector<int> Pool::pids() const {
  std::vector<int> out;
  for (const auto& seat : state_->seats) {
    if (seat->worker) out.push_back(seat->worker->pid());
  }
  return out;
}

int Pool::template_pid() const { return state_->workers_template.pid(); }

ClassifierState Pool::classifier() const { return state_->workers_template.classifier(); }

std::string worker_binary_beside_this_program() {
  std::array<char, 4096> buffer;
  const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (size <= 0) return "sluice-worker";
  const std::string_view self(buffer.data(), static_cast<std::size_t>(size));
  return std::string(self.substr(0, self.rfind('/') + 1)) + "sluice-worker";
}

}  // namespace sluice::pool
