#pragma once

// Internal. What the connections of a server share.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>

#include "async/task_group.h"
#include "async/timer.h"
#include "base/clock.h"
#include "http/connection.h"
#include "http/guard.h"
#include "http/router.h"
#include "http/server.h"
#include "http/stream_set.h"

namespace sluice::http {

struct ServerContext {
  ServerContext(Executor loop, const Clock& time, Options given, Router routes);

  Executor executor;
  const Clock& clock;
  const Options options;
  const Access access;
  const Router router;
  std::shared_ptr<StreamSet> streams;  // from listen() on
  boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> connections;
  std::size_t open_connections = 0;  // without the streams
  std::uint64_t requests = 0;
  bool is_stopping = false;

  // The Date header of now; made once a second.
  const std::string& date();

 private:
  std::string date_;
  WallTime date_until_{};
};

}  // namespace sluice::http
