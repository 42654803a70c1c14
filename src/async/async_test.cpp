#include <atomic>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "async/blocking.h"
#include "async/loop.h"
#include "async/task_group.h"
#include "async/timer.h"

namespace sluice {
namespace {

TEST(RunBlocking, AnswersOnTheLoopWithTheResultOfAnotherThread) {
  EventLoop loop;
  BlockingThreads threads("test", 2);
  loop.run_until_complete([&]() -> task<void> {
    const auto here = std::this_thread::get_id();
    const auto there = co_await run_blocking(threads, [] { return std::this_thread::get_id(); });
    EXPECT_NE(here, there);
    EXPECT_EQ(here, std::this_thread::get_id());
  }());
}

TEST(EventLoop, RunsAgainWhateverAnotherThreadStillLetsGoOf) {
  EventLoop loop;
  BlockingThreads threads("test", 2);
  int runs = 0;
  for (int i = 0; i < 2000; ++i) {
    loop.run_until_complete([](BlockingThreads& t, int& count) -> task<void> {
      co_await run_blocking(t, [] {});
      ++count;
    }(threads, runs));
    ASSERT_EQ(runs, i + 1);
  }
}

TEST(RunBlocking, PassesAnExceptionOn) {
  EventLoop loop;
  BlockingThreads threads("test", 1);
  EXPECT_THROW(loop.run_until_complete([&]() -> task<void> {
    co_await run_blocking(threads, []() -> int { throw std::runtime_error("no"); });
  }()),
               std::runtime_error);
}

// Tasks are functions with parameters: the captures of a lambda would be gone before its coroutine is.
struct SlowWork {
  std::atomic<bool> entered = false, go_on = false, finished = false;
  bool unwound_after = false;
};

task<void> do_slow_work(BlockingThreads& threads, SlowWork& work) {
  struct AtExit {
    SlowWork& work;
    ~AtExit() { work.unwound_after = work.finished; }
  } at_exit{work};
  co_await run_blocking(threads, [&work] {
    work.entered = true;
    work.entered.notify_all();
    work.go_on.wait(false);
    work.finished = true;
  });
  co_await sleep_for(std::chrono::hours(1));
}

TEST(RunBlocking, FinishesTheFunctionBeforeAStoppedTaskIsUnwound) {
  EventLoop loop;
  BlockingThreads threads("test", 1);
  SlowWork work;
  loop.run_until_complete([&]() -> task<void> {
    TaskGroup group(loop.executor(), "test");
    group.spawn(do_slow_work(threads, work));
    co_await sleep_for(Duration(0));
    work.entered.wait(false);
    group.stop();
    work.go_on = true;
    work.go_on.notify_all();
    co_await group.join();
  }());
  EXPECT_TRUE(work.unwound_after);
}

task<void> wait_for_ever(Event& event) {
  for (;;) co_await event.wait();
}

TEST(TaskGroup, StopsTasksThatWait) {
  EventLoop loop;
  loop.run_until_complete([&]() -> task<void> {
    TaskGroup group(loop.executor(), "test");
    Event never(loop.executor());
    group.spawn(sleep_for(std::chrono::hours(1)));
    group.spawn(wait_for_ever(never));
    co_await sleep_for(Duration(0));
    EXPECT_EQ(group.size(), 2u);
    group.stop();
    co_await group.join();
    EXPECT_EQ(group.size(), 0u);
  }());
}

TEST(Event, WakesAllWhoWaitAndTellsALateOne) {
  EventLoop loop;
  loop.run_until_complete([&]() -> task<void> {
    TaskGroup group(loop.executor(), "test");
    Event event(loop.executor());
    int woken = 0;
    for (int i = 0; i < 3; ++i) {
      group.spawn([](Event& e, int& count) -> task<void> {
        co_await e.wait();
        ++count;
      }(event, woken));
    }
    co_await sleep_for(Duration(0));
    event.notify();
    co_await group.join();
    EXPECT_EQ(woken, 3);
    EXPECT_FALSE(co_await event.wait_for(Duration(1)));
  }());
}

TEST(Timer, CallsTheLatestFunctionOnce) {
  EventLoop loop;
  std::string calls;
  loop.run_until_complete([&]() -> task<void> {
    Timer timer(loop.executor());
    timer.start(Duration(0), [&] { calls += "a"; });
    timer.start(Duration(0), [&] { calls += "b"; });
    co_await sleep_for(Duration(1000));
    Timer cancelled(loop.executor());
    cancelled.start(Duration(0), [&] { calls += "c"; });
    cancelled.cancel();
    co_await sleep_for(Duration(1000));
  }());
  EXPECT_EQ(calls, "b");
}

}  // namespace
}  // namespace sluice
