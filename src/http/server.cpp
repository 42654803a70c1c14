#include "http/server.h"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/assert.h"
#include "base/log.h"
#include "http/date.h"
#include "http/listener.h"
#include "http/server_state.h"

namespace sluice::http {
namespace asio = boost::asio;
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kAcceptPause = milliseconds(100);  // when descriptors or memory have run out
constexpr Duration kPauseLogEvery = seconds(10);
constexpr int kAcceptsInARow = 64;  // then the connections get their turn
// Connections over the limit that may wait at the same time for their 503 to arrive; any more are cut off.
constexpr std::size_t kTurnedAwayAtOnce = 64;

Duration sweep_period(const Limits& limits) {
  const Duration shortest =
      std::min({limits.header_time, limits.body_time, limits.idle_time, limits.write_time, limits.stall_time});
  return std::clamp<Duration>(shortest / 4, milliseconds(5), seconds(1));
}

}  // namespace

ServerContext::ServerContext(Executor loop, const Clock& time, Options given, Router routes)
    : executor(std::move(loop)), clock(time), options(std::move(given)), access(options), router(std::move(routes)) {}

const std::string& ServerContext::date() {
  const WallTime now = clock.wall();
  if (now >= date_until_ || now < date_until_ - seconds(1)) {
    date_ = to_http_date(now);
    date_until_ = std::chrono::floor<seconds>(now) + seconds(1);
  }
  return date_;
}

struct Server::State {
  State(Executor executor, const Clock& clock, Options options, Router router)
      : context(std::move(executor), clock, std::move(options), std::move(router)),
        listener(context.executor),
        sweep_timer(context.executor),
        tasks(context.executor, "http") {}

  task<void> accept_all();
  bool accept_some();
  void take(Accepted accepted);
  void log_pause();
  void sweep();

  ServerContext context;
  asio::posix::stream_descriptor listener;
  std::uint16_t port = 0;
  std::uint64_t refused = 0;
  SteadyTime next_pause_log{};
  Timer sweep_timer;
  TaskGroup tasks;  // the accepting one, and one for each connection
};

task<void> Server::State::accept_all() {
  while (!context.is_stopping) {
    const auto [error] =
        co_await listener.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    if (!accept_some()) {
      log_pause();
      co_await sleep_for(kAcceptPause);
    }
  }
}

// False if the system has no descriptor or memory to spare.
bool Server::State::accept_some() {
  for (int i = 0; i < kAcceptsInARow; ++i) {
    auto accepted = accept_one(listener.native_handle());
    if (accepted) {
      take(*std::move(accepted));
    } else if (accepted.error() == AcceptFailure::none_waiting) {
      break;
    } else if (accepted.error() == AcceptFailure::out_of_resources) {
      return false;
    }
  }
  return true;
}

void Server::State::take(Accepted accepted) {
  const std::size_t open = context.open_connections + context.streams->size();
  const std::size_t limit = context.options.limits.connections;
  if (open < limit) return tasks.spawn(serve(context, std::move(accepted)));
  ++refused;
  if (open < limit + kTurnedAwayAtOnce) tasks.spawn(turn_away(context, std::move(accepted)));
}

void Server::State::log_pause() {
  const SteadyTime now = context.clock.steady();
  if (now < next_pause_log) return;
  next_pause_log = now + kPauseLogEvery;
  log::warn("http: no file descriptor or memory for another connection; new ones wait ({} open)",
            context.open_connections + context.streams->size());
}

void Server::State::sweep() {
  const SteadyTime now = context.clock.steady();
  for (Connection& connection : context.connections) connection.expire_if_late(now);
  sweep_timer.start(sweep_period(context.options.limits), [this] { sweep(); });
}

Server::Server(Executor executor, const Clock& clock, Options options, Router router)
    : state_(std::make_unique<State>(std::move(executor), clock, std::move(options), std::move(router))) {}

Server::~Server() = default;

Result<void> Server::listen() {
  auto& context = state_->context;
  context.streams = SLUICE_TRY(StreamSet::create(context.executor, context.clock, context.options.limits.stall_time));
  auto opened = SLUICE_TRY(open_listener(context.options.address, context.options.port));
  state_->listener.assign(opened.fd.release());
  state_->port = opened.port;
  return {};
}

std::uint16_t Server::port() const { return state_->port; }

void Server::start() {
  SLUICE_ASSERT(state_->listener.is_open());
  state_->tasks.spawn(state_->accept_all());
  state_->sweep();
}

task<void> Server::stop(Duration limit) {
  State& state = *state_;
  state.context.is_stopping = true;
  boost::system::error_code ignored;
  state.listener.close(ignored);
  for (Connection& connection : state.context.connections) connection.end_if_idle();
  Timer deadline(state.context.executor);
  deadline.start(limit, [&state] { state.tasks.stop(); });
  co_await state.tasks.join();
  state.sweep_timer.cancel();
}

Statistics Server::statistics() const {
  const auto& context = state_->context;
  const std::size_t streams = context.streams ? context.streams->size() : 0;
  return {.connections = context.open_connections + streams,
          .streams = streams,
          .requests = context.requests,
          .refused = state_->refused};
}

}  // namespace sluice::http
