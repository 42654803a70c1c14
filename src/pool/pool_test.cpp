#include "pool/pool.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "async/loop.h"
#include "async/timer.h"
#include "pool/worker.h"

namespace sluice::pool {
namespace {

using model::Reason;
using testing::HasSubstr;
using testing::StartsWith;

#ifdef SLUICE_SANITIZED
constexpr bool kSealed = false;
#else
constexpr bool kSealed = true;
#endif

UniqueFd file_with(std::string_view content) {
  UniqueFd fd(::memfd_create("test", MFD_CLOEXEC));
  EXPECT_EQ(::write(fd.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  return fd;
}

Job job(std::string_view command) {
  Job out;
  out.fd = file_with(command);
  out.file_name = "a.png";
  out.size = command.size();
  return out;
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::ranges::distance(std::filesystem::directory_iterator("/proc/self/fd")));
}

Options quick_options(std::size_t workers) {
  Options options;
  options.worker_binary = SLUICE_TEST_WORKER;
  options.workers = workers;
  options.memory_limit_bytes = 512u << 20;
  return options;
}

// A pool of the real process around the decoder that obeys files, on a loop of its own. Each test ends by checking that
// neither a process nor a descriptor is left.
class PoolTest : public testing::Test {
 protected:
  void run(Options options, const std::function<task<void>(Pool&)>& body) {
    const std::size_t before = descriptors_of_an_idle_loop();
    loop_.run_until_complete(all(std::move(options), body));
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a zombie";
  }

  task<void> all(Options options, const std::function<task<void>(Pool&)>& body) {
    Pool pool(loop_.executor(), clock_, std::move(options));
    const auto started = co_await pool.start();
    if (!started) ADD_FAILURE() << started.error().message;
    if (started) co_await body(pool);
    co_await pool.stop();
    EXPECT_TRUE(pool.pids().empty());
  }

  // The loop opens its own on first use.
  std::size_t descriptors_of_an_idle_loop() {
    loop_.run_until_complete(sleep_for(Duration(0)));
    return open_descriptors();
  }

  static task<Decoded> ask(Pool& pool, std::string command) { return pool.decode(job(command)); }

  // Decodes all at once; answers in the order of the commands.
  task<std::vector<Decoded>> ask_all(Pool& pool, std::vector<std::string> commands) {
    std::vector<Decoded> answers(commands.size());
    TaskGroup group(loop_.executor(), "test");
    for (std::size_t i = 0; i < commands.size(); ++i) group.spawn(ask_into(pool, commands[i], answers[i]));
    co_await group.join();
    co_return answers;
  }

  static task<void> ask_into(Pool& pool, std::string command, Decoded& out) {
    out = co_await ask(pool, std::move(command));
  }

  EventLoop loop_;
  SystemClock clock_;
};

std::vector<std::string> echoes(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(fmt::format("echo {}", i));
  return out;
}

std::size_t failures(const std::vector<Decoded>& answers) {
  return static_cast<std::size_t>(
      std::ranges::count_if(answers, [](const Decoded& d) { return d.failure.has_value(); }));
}

void expect_failed(const Decoded& decoded, Reason reason, const testing::Matcher<std::string>& message) {
  ASSERT_TRUE(decoded.failure) << decoded.record_json;
  EXPECT_EQ(decoded.failure->reason, reason);
  EXPECT_THAT(decoded.failure->message, message);
}

TEST_F(PoolTest, TakesBackWhatOnlyWaitedAndLetsTheRestEnd) {
  run(quick_options(1), [this](Pool& pool) -> task<void> {
    const Owner mine = pool.new_owner(), other = pool.new_owner();
    EXPECT_NE(mine, other);
    ::kill(pool.pids().front(), SIGSTOP);  // so that it is known how far it is
    std::vector<Decoded> answers(8);
    TaskGroup group(loop_.executor(), "test");
    Event begun(loop_.executor());
    int count = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      group.spawn([](Pool& p, Owner owner, Event& event, int& n, Decoded& out) -> task<void> {
        Job asked = job("echo done");
        asked.owner = owner;
        asked.on_begun = [&] { ++n, event.notify(); };
        out = co_await p.decode(std::move(asked));
      }(pool, i < 6 ? mine : other, begun, count, answers[i]));
    }
    while (count == 0) co_await begun.wait();
    pool.withdraw(mine);
    ::kill(pool.pids().front(), SIGCONT);
    co_await group.join();
    const auto withdrawn = std::ranges::count_if(answers, [](const Decoded& d) { return d.is_withdrawn; });
    EXPECT_EQ(withdrawn, 6 - static_cast<int>(Worker::kPlaces)) << "all but those that the worker has";
    EXPECT_FALSE(answers[6].is_withdrawn || answers[7].is_withdrawn) << "somebody else's";
    EXPECT_EQ(failures(answers), 0u);
    Job later = job("echo again");
    later.owner = mine;
    EXPECT_EQ((co_await pool.decode(std::move(later))).record_json, "again") << "only what waited then";
  });
}

TEST_F(PoolTest, TellsWhatItsWorkersHaveInHand) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    EXPECT_EQ(pool.size(), 2u);
    const Owner mine = pool.new_owner();
    EXPECT_TRUE(pool.in_hand(mine).empty());
    const WallTime before = clock_.wall();
    Event begun(loop_.executor());
    int count = 0;
    TaskGroup group(loop_.executor(), "test");
    for (int i = 0; i < 5; ++i) {
      group.spawn([](Pool& p, Owner owner, Event& event, int& n) -> task<void> {
        Job asked = job("hang");
        asked.owner = owner;
        asked.file_name = "film.mp4";
        asked.on_begun = [&] { ++n, event.notify(); };
        (void)co_await p.decode(std::move(asked));
      }(pool, mine, begun, count));
    }
    while (count < 2) co_await begun.wait();
    const auto now = pool.in_hand(mine);
    EXPECT_EQ(now.size(), 2u) << "one for each worker, however many wait";
    for (const InHand& each : now) {
      EXPECT_EQ(each.file_name, "film.mp4");
      EXPECT_GE(each.since, before);
      EXPECT_LE(each.since, clock_.wall());
    }
    EXPECT_TRUE(pool.in_hand(pool.new_owner()).empty());
    co_await pool.stop();
    co_await group.join();
    EXPECT_TRUE(pool.in_hand(mine).empty());
    EXPECT_EQ(count, 2);
  });
}

TEST_F(PoolTest, AnswersAJob) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    const Decoded decoded = co_await ask(pool, "echo hello");
    EXPECT_FALSE(decoded.failure);
    EXPECT_EQ(decoded.record_json, "hello");
    EXPECT_EQ(decoded.summary.format, "test");
    EXPECT_EQ(pool.statistics().jobs, 1u);
    EXPECT_EQ(pool.statistics().workers, 1u);
    EXPECT_EQ(pool.capacity(), 2u);
  });
}

TEST_F(PoolTest, MatchesThousandAnswersToTheirJobs) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    const auto answers = co_await ask_all(pool, echoes(1000));
    for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].record_json, std::to_string(i));
    EXPECT_EQ(pool.statistics().crashes, 0u);
  });
}

TEST_F(PoolTest, PassesAttachmentsAndNamesOfAnyBytes) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    Job with = job("echo main");
    with.attachments.push_back({"sidecar", file_with("5 stars")});
    with.attachments.push_back({"companion", file_with("png")});
    EXPECT_EQ((co_await pool.decode(std::move(with))).record_json, "main|sidecar=5 stars|companion=png");
    Job named = job("name");
    named.file_name = "caf\xE9.png";
    EXPECT_EQ((co_await pool.decode(std::move(named))).record_json, "caf\xEF\xBF\xBD.png");
  });
}

TEST_F(PoolTest, KeepsWhatWasReadOfAFileThatFailed) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    const Decoded decoded = co_await ask(pool, "fail half a file");
    expect_failed(decoded, Reason::corrupt, "half a file");
    EXPECT_EQ(decoded.record_json, "{}");
  });
}

TEST_F(PoolTest, ReceivesRecordsOfManyMegabytes) {
  Options options = quick_options(2);
  options.base_deadline = std::chrono::seconds(90);  // sanitizers take their time over 64 MiB
  run(options, [this](Pool& pool) -> task<void> {
    const auto answers =
        co_await ask_all(pool, {"big 50000000", "big 1000000", "echo x", fmt::format("big {}", (64u << 20) + 1)});
    EXPECT_EQ(answers[0].record_json.size(), 50'000'000u);
    EXPECT_EQ(answers[1].record_json.size(), 1'000'000u);
    EXPECT_EQ(answers[2].record_json, "x");
    expect_failed(answers[3], Reason::too_large, HasSubstr("64 MiB"));
  });
}

TEST_F(PoolTest, LeavesNoDescriptorInTheWorker) {
  run(quick_options(1), [this](Pool& pool) -> task<void> {
    const std::string first = (co_await ask(pool, "count-descriptors")).record_json;
    (void)co_await ask_all(pool, echoes(100));
    EXPECT_EQ((co_await ask(pool, "count-descriptors")).record_json, first);
    EXPECT_EQ(first, "5");  // standard streams, the socket, the job's file
  });
}

TEST_F(PoolTest, LosesExactlyTheJobThatCrashes) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    std::vector<std::string> commands = echoes(200);
    commands[17] = "segv";
    commands[90] = "abort";
    commands[150] = "exit 3";
    const auto answers = co_await ask_all(pool, commands);
    EXPECT_EQ(failures(answers), 3u);
    if (kSealed) expect_failed(answers[17], Reason::decoder_crashed, "the decoder died of SIGSEGV");
    expect_failed(answers[17], Reason::decoder_crashed, StartsWith("the decoder "));
    expect_failed(answers[90], Reason::decoder_crashed, "the decoder died of SIGABRT");
    expect_failed(answers[150], Reason::decoder_crashed, "the decoder ended with status 3");
    EXPECT_EQ(answers[199].record_json, "199");
    EXPECT_EQ(pool.statistics().crashes, 3u);
    EXPECT_EQ(pool.statistics().jobs, 200u);
  });
}

TEST_F(PoolTest, SurvivesAFolderOfNothingButCrashes) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    const auto answers = co_await ask_all(pool, std::vector<std::string>(60, "abort"));
    for (const Decoded& decoded : answers) expect_failed(decoded, Reason::decoder_crashed, HasSubstr("SIGABRT"));
    EXPECT_EQ((co_await ask(pool, "echo after")).record_json, "after");
  });
}

TEST_F(PoolTest, LetsNothingWaitBehindALargeFile) {
  Options options = quick_options(2);
  options.base_deadline = std::chrono::seconds(2);
  run(std::move(options), [this](Pool& pool) -> task<void> {
    std::vector<std::string> finished;
    const auto decode = [](Pool& in, Job job, std::string name, std::vector<std::string>& order) -> task<void> {
      (void)co_await in.decode(std::move(job));
      order.push_back(std::move(name));
    };
    TaskGroup group(loop_.executor(), "test");
    Job large = job("hang");
    large.size = Worker::kLargeFile;
    group.spawn(decode(pool, std::move(large), "large", finished));
    for (int i = 0; i < 20; ++i) group.spawn(decode(pool, job("echo x"), "small", finished));
    co_await group.join();
    EXPECT_EQ(std::ranges::find(finished, "large") - finished.begin(), 20);
  });
}

TEST_F(PoolTest, KillsAJobThatHangsAndGivesTheWaitingOneToAnother) {
  Options options = quick_options(1);
  options.base_deadline = std::chrono::seconds(2);
  run(std::move(options), [this](Pool& pool) -> task<void> {
    const auto answers = co_await ask_all(pool, {"hang", "echo behind", "echo queued"});
    expect_failed(answers[0], Reason::timeout, HasSubstr("took longer than the 2.0 s"));
    EXPECT_EQ(answers[1].record_json, "behind");
    EXPECT_EQ(answers[2].record_json, "queued");
    EXPECT_EQ(pool.statistics().timeouts, 1u);
    EXPECT_EQ(pool.statistics().crashes, 0u);
  });
}

TEST_F(PoolTest, CountsTheDeadlineFromWhenAJobIsTheHead) {
  Options options = quick_options(1);
  options.base_deadline = std::chrono::milliseconds(1500);
  run(std::move(options), [this](Pool& pool) -> task<void> {
    // Together far longer than one deadline, each within it.
    EXPECT_EQ(failures(co_await ask_all(pool, std::vector<std::string>(8, "work 300"))), 0u);
    EXPECT_EQ(pool.statistics().timeouts, 0u);
  });
}

TEST_F(PoolTest, GivesALargeFileMoreTime) {
  Options options = quick_options(1);
  options.base_deadline = std::chrono::milliseconds(1);
  options.deadline_per_mebibyte = std::chrono::seconds(10);
  run(std::move(options), [](Pool& pool) -> task<void> {
    Job large = job("work 300");
    large.size = 2u << 20;
    EXPECT_EQ((co_await pool.decode(std::move(large))).record_json, "300");
  });
}

TEST_F(PoolTest, AnswersOutOfMemory) {
  if (!kSealed) GTEST_SKIP() << "sanitizer builds have no memory limit";
  run(quick_options(1), [this](Pool& pool) -> task<void> {
    const auto answers = co_await ask_all(pool, {"oom", "echo next", "oom", "echo last"});
    expect_failed(answers[0], Reason::out_of_memory, HasSubstr("memory"));
    EXPECT_EQ(answers[1].record_json, "next");
    EXPECT_EQ(answers[3].record_json, "last");
    EXPECT_EQ(pool.statistics().crashes, 0u);
  });
}

TEST_F(PoolTest, KillsAWorkerThatAnswersNonsense) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    const std::vector<std::string> lies{"garbage", "huge", "wrong-id", "no-text", "hello-again"};
    for (const std::string& lie : lies) {
      const auto answers = co_await ask_all(pool, {lie, "echo a", "echo b", "echo c"});
      expect_failed(answers[0], Reason::decoder_crashed, StartsWith("the decoder answered nonsense: "));
      EXPECT_EQ(failures(answers), 1u) << lie;
    }
    EXPECT_EQ(pool.statistics().crashes, lies.size());
  });
}

TEST_F(PoolTest, TakesOnlyTheFirstAnswerToAJob) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    EXPECT_EQ((co_await ask(pool, "twice first")).record_json, "first");
    while (pool.statistics().crashes == 0) co_await sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ((co_await ask(pool, "echo next")).record_json, "next");
  });
}

TEST_F(PoolTest, KillsAWorkerThatClosesItsSocketAndLivesOn) {
  run(quick_options(1), [this](Pool& pool) -> task<void> {
    const auto answers = co_await ask_all(pool, {"deaf", "echo behind"});
    expect_failed(answers[0], Reason::decoder_crashed, "the decoder closed its socket and lived on");
    EXPECT_EQ(answers[1].record_json, "behind");
  });
}

// One kill for every fifteen answers, so that there is always somebody at work.
task<void> kill_workers(Pool& pool, std::size_t count, std::size_t& killed) {
  std::mt19937 random(9);
  while (killed < count) {
    while (pool.statistics().jobs < 15 * (killed + 1)) co_await sleep_for(std::chrono::milliseconds(1));
    const auto pids = pool.pids();
    if (!pids.empty() && ::kill(pids[random() % pids.size()], SIGKILL) == 0) ++killed;
  }
}

TEST_F(PoolTest, LosesAtMostOneJobForEachWorkerKilled) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    std::size_t killed = 0;
    TaskGroup killer(loop_.executor(), "killer");
    killer.spawn(kill_workers(pool, 10, killed));
    const auto answers = co_await ask_all(pool, std::vector<std::string>(200, "work 4"));
    co_await killer.join();
    EXPECT_EQ(killed, 10u);
    EXPECT_LE(failures(answers), killed);
    for (const Decoded& decoded : answers) {
      if (decoded.failure) expect_failed(decoded, Reason::decoder_crashed, HasSubstr("died of SIGKILL"));
      if (!decoded.failure) EXPECT_EQ(decoded.record_json, "4");
    }
  });
}

TEST_F(PoolTest, SealsItsWorkers) {
  if (!kSealed) GTEST_SKIP() << "sanitizer builds are not sealed";
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    const auto fatal =
        co_await ask_all(pool, {"try-socket", "try-fork", "try-exec", "try-kill", "try-ptrace", "try-code"});
    for (const Decoded& decoded : fatal) expect_failed(decoded, Reason::decoder_crashed, HasSubstr("SIGSYS"));
    EXPECT_EQ((co_await ask(pool, "try-open")).record_json, fmt::format("refused {}", EACCES));
    EXPECT_EQ((co_await ask(pool, "try-write")).record_json, fmt::format("refused {}", EPERM));
  });
}

TEST_F(PoolTest, AnswersEverybodyWhenStoppedWithJobsUnderWay) {
  run(quick_options(2), [this](Pool& pool) -> task<void> {
    std::vector<Decoded> answers(20);
    TaskGroup group(loop_.executor(), "test");
    for (Decoded& answer : answers) group.spawn(ask_into(pool, "hang", answer));
    co_await sleep_for(Duration(0));
    co_await pool.stop();
    co_await group.join();
    for (const Decoded& decoded : answers) expect_failed(decoded, Reason::internal, "stopped");
    expect_failed(co_await ask(pool, "echo late"), Reason::internal, "stopped");
  });
}

TEST_F(PoolTest, ForgetsJobsWhoseCallerWasStopped) {
  run(quick_options(1), [this](Pool& pool) -> task<void> {
    TaskGroup group(loop_.executor(), "test");
    std::vector<Decoded> nobodys(6);
    for (Decoded& answer : nobodys) group.spawn(ask_into(pool, "work 50", answer));
    co_await sleep_for(Duration(0));
    group.stop();
    co_await group.join();
    EXPECT_EQ((co_await ask(pool, "echo mine")).record_json, "mine");
    EXPECT_EQ(pool.statistics().jobs, 1u);
  });
}

TEST_F(PoolTest, StopsWhenNothingWasEverAsked) {
  run(quick_options(3), [](Pool&) -> task<void> { co_return; });
}

TEST_F(PoolTest, ReplacesAWorkerThatIsKilledWhileIdle) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    EXPECT_EQ((co_await ask(pool, "echo a")).record_json, "a");
    ::kill(pool.pids().at(0), SIGKILL);
    while (pool.statistics().crashes == 0) co_await sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ((co_await ask(pool, "echo b")).record_json, "b");
  });
}

TEST_F(PoolTest, BlamesNoJobForAWorkerThatDiedBeforeItBegan) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    EXPECT_EQ((co_await ask(pool, "echo a")).record_json, "a");
    ::kill(pool.pids().at(0), SIGKILL);  // nobody has noticed when the next job comes
    EXPECT_EQ((co_await ask(pool, "echo b")).record_json, "b");
  });
}

TEST_F(PoolTest, ForksAgainWhenTheTemplateHasDied) {
  run(quick_options(1), [](Pool& pool) -> task<void> {
    EXPECT_EQ((co_await ask(pool, "echo a")).record_json, "a");
    const int first = pool.template_pid();
    ::kill(first, SIGKILL);
    EXPECT_EQ((co_await ask(pool, "echo b")).record_json, "b");  // workers do not notice
    expect_failed(co_await ask(pool, "abort"), Reason::decoder_crashed, HasSubstr("SIGABRT"));
    EXPECT_EQ((co_await ask(pool, "echo c")).record_json, "c");
    EXPECT_NE(pool.template_pid(), first);
  });
}

class BadBinary : public PoolTest {
 protected:
  Error start_error(std::string binary) {
    Options options = quick_options(2);
    options.worker_binary = std::move(binary);
    Error error;
    const std::size_t before = descriptors_of_an_idle_loop();
    loop_.run_until_complete(try_start(std::move(options), error));
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a zombie";
    return error;
  }

  task<void> try_start(Options options, Error& error) {
    Pool pool(loop_.executor(), clock_, std::move(options));
    const auto started = co_await pool.start();
    if (!started) error = started.error();
    expect_failed(co_await ask(pool, "echo x"), Reason::internal, "stopped");
    co_await pool.stop();
  }
};

TEST_F(BadBinary, ThatIsMissingIsNamed) {
  const Error error = start_error("/nowhere/sluice-worker");
  EXPECT_EQ(error.code, Code::not_found);
  EXPECT_THAT(error.message, StartsWith("sluice-worker not found at /nowhere/sluice-worker: "));
}

TEST_F(BadBinary, ThatEndsAtOnceIsNamedWithItsStatus) {
  const Error error = start_error("/bin/false");
  EXPECT_EQ(error.code, Code::unavailable);
  EXPECT_THAT(error.message, HasSubstr("/bin/false: ended with status 1"));
}

// A worker of four lines of shell: what it says, and a child that keeps the socket open when the shell is killed.
class Script {
 public:
  explicit Script(std::string_view said)
      : path_(std::filesystem::temp_directory_path() / fmt::format("sluice-worker-{}", ::getpid())) {
    const std::string text = fmt::format("#!/bin/sh\nprintf '{}' >&3\nsleep 1\n", said);
    const UniqueFd file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700));
    EXPECT_EQ(::write(file.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  ~Script() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST_F(BadBinary, ThatSpeaksAnotherVersionIsToldFromNonsense) {
  const Script script(R"(\5\0\0\0\0\0\0\0\1\4\0\0\0)");
  EXPECT_THAT(start_error(script.path()).message,
              HasSubstr("speaks version 4 of the protocol and this program version 3: restart the program"));
}

TEST_F(BadBinary, ThatSaysNonsenseInsteadOfHelloIsNamed) {
  const Script script("usage: something else");
  EXPECT_THAT(start_error(script.path()).message, HasSubstr("answered nonsense"));
}

TEST_F(BadBinary, ThatIsNoProgramIsNamed) { EXPECT_THAT(start_error("/tmp").message, HasSubstr("/tmp")); }

TEST_F(PoolTest, FailsJobsInsteadOfHangingWhenTheBinaryGoesAwayAndRecoversWhenItIsBack) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("sluice-pool-{}", ::getpid());
  std::filesystem::create_directory(folder);
  const auto binary = folder / "worker";
  std::filesystem::create_symlink(SLUICE_TEST_WORKER, binary);
  Options options = quick_options(1);
  options.worker_binary = binary;
  run(std::move(options), [&binary](Pool& pool) -> task<void> {
    EXPECT_EQ((co_await ask(pool, "echo a")).record_json, "a");
    std::filesystem::remove(binary);
    ::kill(pool.template_pid(), SIGKILL);
    expect_failed(co_await ask(pool, "abort"), Reason::decoder_crashed, HasSubstr("SIGABRT"));
    expect_failed(co_await ask(pool, "echo b"), Reason::internal, HasSubstr("no decoder can be started from"));
    std::filesystem::create_symlink(SLUICE_TEST_WORKER, binary);
    Decoded decoded;
    do {
      co_await sleep_for(std::chrono::milliseconds(10));
      decoded = co_await ask(pool, "echo c");
    } while (decoded.failure);
    EXPECT_EQ(decoded.record_json, "c");
  });
  std::filesystem::remove_all(folder);
}

TEST(WorkerBinary, IsLookedForBesideTheProgram) {
  const auto expected = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "sluice-worker";
  EXPECT_EQ(worker_binary_beside_this_program(), expected);
}

}  // namespace
}  // namespace sluice::pool
