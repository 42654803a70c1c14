// Ingest: pause and resume, by the user. A command goes by the state that everybody sees; the last one given decides,
// for they reach the pipeline at once and the disk in the same order.

#include "ingest/ingest.h"

namespace sluice::ingest {
using model::SessionStatus;

namespace {

// What the command has made of it, whatever has followed since.
model::Session as_commanded(model::Session session, SessionStatus status) {
  session.status = status;
  return session;
}

}  // namespace

task<Result<model::Session>> Ingest::pause(SessionId id) {
  std::shared_ptr<Live> live = co_await find_pipeline(id);
  while (live && live->ending && !live->cancelled && !stopping_) {  // nothing is left that could be paused
    co_await settled_.wait();
    live = co_await find_pipeline(id);
  }
  const bool may_pause = live && !stopping_ &&
                         (live->ledger.session().status == SessionStatus::starting ||
                          live->ledger.session().status == SessionStatus::processing);
  if (!may_pause) {
    auto session = co_await find(id);
    if (!session) co_return session;
    if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
    co_return wrong_state(*session, "pause", "starting or processing");
  }
  live->pipeline->hold();
  auto written = co_await live->ledger.command({.status = SessionStatus::paused, .error = std::string()});
  if (!written) co_return fail(std::move(written).error());
  co_return as_commanded(live->ledger.session(), SessionStatus::paused);
}

task<Result<model::Session>> Ingest::resume(SessionId id) {
  const std::shared_ptr<Live> live = co_await find_pipeline(id);
  if (!live || stopping_ || live->ledger.session().status != SessionStatus::paused) {
    auto session = co_await find(id);
    if (!session) co_return session;
    if (stopping_) co_return fail(Code::unavailable, "Sluice is shutting down");
    co_return wrong_state(*session, "resume", "paused");
  }
  Result<void> written;
  if (live->pipeline->is_held()) {
    live->pipeline->release();
    written = co_await live->ledger.command({.status = SessionStatus::processing, .error = std::string()});
  } else {
    written = co_await live->ledger.try_again();
  }
  if (!written) co_return fail(std::move(written).error());
  co_return as_commanded(live->ledger.session(), SessionStatus::processing);
}

}  // namespace sluice::ingest
