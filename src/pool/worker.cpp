#include "pool/worker.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace sluice::pool {
namespace {

// A worker is a fork of a process that has loaded everything: all it has to do is seal itself, on a busy machine.
constexpr Duration kHelloDeadline = std::chrono::seconds(60);
// A process that has closed its socket is ending; one that closed it on purpose is not.
constexpr Duration kLastGasp = std::chrono::seconds(1);

wire::Job to_wire(const Assignment& assignment) {
  const Job& job = assignment.job;
  wire::Job out{.id = assignment.id,
                .size = job.size,
                .mtime_ns = job.mtime_ns,
                .extract_metadata = job.extract_metadata,
                .extract_keywords = job.extract_keywords,
                .import_scores = job.import_scores,
                .content_hash = job.content_hash,
                .pixels = job.pixels,
                .pixel_hash = job.pixel_hash,
                .classify = job.classify,
                .thumbnail_side = job.thumbnail_side,
                .file_name = job.file_name,
                .attachments = {}};
  for (const Attachment& attachment : job.attachments) out.attachments.push_back(attachment.name);
  return out;
}

std::vector<int> descriptors_of(const Job& job) {
  std::vector<int> out{job.fd.get()};
  for (const Attachment& attachment : job.attachments) out.push_back(attachment.fd.get());
  return out;
}

Duration allowed_time(const Options& options, std::uint64_t size) {
  constexpr std::uint64_t kMost = 1u << 30;  // mebibytes; keeps a claimed size from overflowing the sum
  return options.base_deadline + options.deadline_per_mebibyte * static_cast<std::int64_t>(std::min(size >> 20, kMost));
}

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Worker::Worker(TaskGroup& group, const Clock& clock, const Options& options, ForkedWorker forked,
               std::function<void()> on_news)
    : clock_(clock),
      options_(options),
      group_(group),
      process_(std::move(forked.process)),
      board_(std::move(forked.board)),
      link_(group, std::move(forked.socket)),
      on_news_(std::move(on_news)),
      watch_(group.executor()),
      exited_(group.executor()) {}

task<void> Worker::live() {
  group_.spawn(watch_exit());
  watch_.start(kHelloDeadline,
               [this] { kill(End::died, fmt::format("said nothing for {} s", seconds(kHelloDeadline))); });
  // Everything it has said counts, even if it is dead by now: only then is it known which job it died on.
  for (;;) {
    const Result<bool> received = co_await link_.receive();
    if (received && !*received) break;
    const Result<void> read = received ? read_news() : fail(received.error());
    if (read) continue;
    kill(End::nonsense, "answered nonsense: " + read.error().message);
    break;
  }
  is_gone_ = true;
  watch_.start(kLastGasp, [this] { kill(End::died, "closed its socket and lived on"); });
  while (!is_reaped_) co_await exited_.wait();
  watch_.cancel();
  settle();
}

// live() waits for what it reports, and so outlasts it.
task<void> Worker::watch_exit() {
  co_await wait_for_end(process_, group_.executor());
  // Ends the reading even if the socket was inherited by somebody who lives on.
  link_.shut();
  is_reaped_ = true;
  exited_.notify();
}

bool Worker::give(const AssignmentPtr& assignment) {
  const Result<wire::Frame> frame = wire::encode(to_wire(*assignment));
  const auto descriptors = descriptors_of(assignment->job);
  const Result<void> sent = frame ? link_.send(*frame, descriptors) : fail(frame.error());
  if (!sent && sent.error().code == Code::unavailable) {
    is_gone_ = true;  // live() is about to learn it
    return false;
  }
  if (!sent) {
    assignment->answer(failed(model::Reason::internal, "not handed to a decoder: " + sent.error().message));
    return true;
  }
  in_hand_.push_back(assignment);
  if (in_hand_.size() == 1) begin_head();
  return true;
}

bool Worker::has_place() const {
  if (!is_ready() || in_hand_.size() >= kPlaces) return false;
  return in_hand_.empty() || in_hand_.back()->job.size < kLargeFile;
}

void Worker::stop() { kill(End::stopped, "stopped"); }

Result<void> Worker::read_news() {
  bool has_news = false;
  while (std::optional<wire::Frame> frame = link_.next()) {
    SLUICE_TRY(hello_ ? take_answer(std::move(*frame)) : welcome(*frame));
    has_news = true;
  }
  if (has_news) on_news_();
  return {};
}

Result<void> Worker::welcome(const wire::Frame& frame) {
  hello_ = SLUICE_TRY(wire::decode_hello(frame));
  watch_.cancel();
  return {};
}

Result<void> Worker::take_answer(wire::Frame frame) {
  wire::Answer answer = SLUICE_TRY(wire::decode_answer(std::move(frame)));
  if (in_hand_.empty() || answer.id != in_hand_.front()->id) return fail(Code::corrupt, "an answer to no question");
  const AssignmentPtr assignment = std::move(in_hand_.front());
  in_hand_.pop_front();
  has_answered_ = true;
  assignment->answer({.failure = std::move(answer.failure),
                      .summary = std::move(answer.summary),
                      .record_json = std::move(answer.record_json),
                      .thumbnail = std::move(answer.thumbnail)});
  if (!in_hand_.empty()) begin_head();
  return {};
}

void Worker::kill(End end, std::string why) {
  if (!end_) {
    end_ = end;
    last_words_ = std::move(why);
  }
  process_.kill();
}

void Worker::begin_head() {
  Assignment& head = *in_hand_.front();
  head.begun_at = clock_.wall();
  if (head.job.on_begun) head.job.on_begun();
  head_deadline_ = clock_.steady() + allowed_time(options_, head.job.size);
  if (!watch_.is_running()) watch_head();
}

// The timer is not restarted for every job (there are tens of thousands a second): when it fires for a job that has
// been answered meanwhile, it is started again for the rest of the present one's time. It fires on time for the job it
// was started for, whatever the clock says: a clock that stands still makes an overrun late, never endless.
void Worker::watch_head() {
  watched_ = in_hand_.front()->id;
  watch_.start(std::max(Duration(0), head_deadline_ - clock_.steady()), [this] { on_deadline(); });
}

void Worker::on_deadline() {
  if (in_hand_.empty() || is_ending()) return;
  const Assignment& head = *in_hand_.front();
  if (head.id != watched_) return watch_head();
  overdue_ = head.id;
  kill(End::overrun, fmt::format("took longer than the {:.1f} s that a file of {} MiB may",
                                 seconds(allowed_time(options_, head.job.size)), head.job.size >> 20));
}

// Who pays? The head, unless the worker was killed for a job it has answered after all, or because everything ends, or
// died before it had begun the head.
void Worker::settle() {
  if (last_words_.empty()) last_words_ = *process_.reap();
  if (in_hand_.empty() || end() == End::stopped) return;
  if (end() == End::overrun && in_hand_.front()->id != overdue_) return;
  // It died with the job in its socket. Once: a worker that was taken over could say so of the job that did it.
  const bool was_begun = board_.begun() == in_hand_.front()->id;
  if (end() == End::died && !was_begun && !std::exchange(in_hand_.front()->has_outlived_a_worker, true)) return;
  const AssignmentPtr head = std::move(in_hand_.front());
  in_hand_.pop_front();
  cost_a_job_ = true;
  if (end() == End::overrun) return head->answer(failed(model::Reason::timeout, last_words_));
  head->answer(failed(model::Reason::decoder_crashed, "the decoder " + last_words_));
}

}  // namespace sluice::pool
