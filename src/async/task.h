#pragma once

// task<T>: a coroutine that runs on the event loop and answers with a T. It starts when it is awaited, or when a
// TaskGroup is given it (async/task_group.h); there is no third way. Loop thread only.
//
// A task that its TaskGroup stops is unwound by an exception at its next suspension: keep what must be undone in
// destructors, and never swallow exceptions you do not know (catch by type).

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace sluice {

template <class T = void>
using task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace sluice
