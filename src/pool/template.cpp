#include "pool/template.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace sluice::pool {
namespace {

// Loading libraries and a model from a slow disk on a busy machine.
constexpr Duration kPatience = std::chrono::seconds(60);

}  // namespace

struct Template::Life {
  Life(TaskGroup& group, Process::Started started)
      : process(std::move(started.process)), link(group, std::move(started.socket)), watch(group.executor()) {}
  Process process;
  Link link;
  Timer watch;
  bool has_said_hello = false;
};

Template::Template(TaskGroup& group, const Options& options)
    : group_(group), options_(options), free_(group.executor()) {}

Template::~Template() = default;

int Template::pid() const { return life_ ? life_->process.pid() : 0; }

void Template::stop() {
  is_stopped_ = true;
  // A fork that has been asked for takes milliseconds; killing the template now would lose sight of the new worker.
  if (life_ && !is_forking_) life_->process.kill();
  if (!is_busy_) life_.reset();
  free_.notify();
}

task<Result<ForkedWorker>> Template::fork_worker() {
  while (is_busy_) co_await free_.wait();
  is_busy_ = true;
  Result<ForkedWorker> forked = co_await fork_now();
  if (is_stopped_) life_.reset();
  is_busy_ = false;
  free_.notify();
  co_return forked;
}

task<Result<ForkedWorker>> Template::fork_now() {
  if (is_stopped_) co_return fail(Code::cancelled, "stopped");
  if (!life_) {
    if (auto started = start(); !started) co_return fail(std::move(started).error());
  }
  if (!life_->has_said_hello) {
    if (auto welcomed = co_await welcome(); !welcomed) co_return fail(std::move(welcomed).error());
  }
  auto sockets = make_socket_pair();
  if (!sockets) co_return fail(std::move(sockets).error());
  auto board = wire::Board::create();
  if (!board) co_return fail(std::move(board).error());
  const std::array descriptors{sockets->theirs.get(), board->descriptor()};
  const Result<void> asked = life_->link.send(wire::encode(wire::Fork{}), descriptors);
  is_forking_ = asked.has_value();
  Result<wire::Frame> frame = asked ? co_await next_frame() : fail(asked.error());
  is_forking_ = false;
  // Whoever ended it while it was idle (an operator, the system for want of memory): the caller's next try starts
  // another.
  if (!frame) co_return fail(Code::unavailable, fmt::format("the template of workers {}", co_await bury()));
  const auto forked = wire::decode_forked(*frame);
  if (!forked) {
    life_->process.kill();
    co_await bury();
    co_return fail(Code::corrupt, "answered nonsense: " + forked.error().message);
  }
  if (forked->error != 0) co_return fail(system_error("fork", forked->error));
  co_return ForkedWorker{Process::adopt(forked->pid), std::move(sockets->ours), *std::move(board)};
}

void Template::prepare() {
  if (!life_) (void)start();
}

Result<void> Template::start() {
  auto started = SLUICE_TRY(Process::start(options_.worker_binary,
                                           {std::to_string(options_.memory_limit_bytes), options_.classifier_folder}));
  life_ = std::make_unique<Life>(group_, std::move(started));
  return {};
}

task<Result<void>> Template::welcome() {
  Result<wire::Frame> frame = co_await next_frame();
  if (!frame && frame.error().code == Code::cancelled) co_return fail(Code::unavailable, co_await bury());
  const auto hello = frame ? wire::decode_hello(*frame) : fail(frame.error());
  if (!hello) {
    life_->process.kill();
    co_await bury();
    co_return fail(Code::corrupt, "answered nonsense: " + hello.error().message);
  }
  if (hello->version != wire::kProtocolVersion) {
    life_->process.kill();
    co_await bury();
    co_return fail(Code::unsupported,
                   fmt::format("speaks version {} of the protocol and this program version {}: restart the program",
                               hello->version, wire::kProtocolVersion));
  }
  life_->has_said_hello = true;
  classifier_ = {.identity = hello->classifier, .problem = hello->classifier_problem};
  co_return Result<void>();
}

// Code::cancelled: its end of the socket is closed, by itself or because it took too long.
task<Result<wire::Frame>> Template::next_frame() {
  life_->watch.start(kPatience, [this] { life_->process.kill(); });
  for (;;) {
    if (auto frame = life_->link.next()) {
      life_->watch.cancel();
      co_return *std::move(frame);
    }
    const Result<bool> received = co_await life_->link.receive();
    if (!received) co_return fail(received.error());
    if (!*received) co_return fail(Code::cancelled, "closed");
  }
}

// How it ended.
task<std::string> Template::bury() {
  const std::unique_ptr<Life> dead = std::move(life_);
  dead->watch.cancel();
  // Closed its socket, so it is ending; a moment to do so by itself tells more than "killed".
  dead->watch.start(std::chrono::seconds(1), [&dead] { dead->process.kill(); });
  std::string how = co_await wait_for_end(dead->process, group_.executor());
  dead->watch.cancel();
  co_return how;
}

}  // namespace sluice::pool
