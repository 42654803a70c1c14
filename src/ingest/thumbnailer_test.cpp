// Thumbnails from files to bytes: the real worker process around a decoder that does what the file says.

#include "ingest/thumbnailer.h"

#include <filesystem>
#include <fstream>
#include <functional>

#include <boost/asio/executor_work_guard.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "async/loop.h"
#include "ingest/ingest.h"
#include "store/sqlite/sqlite_store.h"
#include "thumbnails/thumbnail_store.h"

namespace sluice::ingest {
namespace {
namespace fs = std::filesystem;

// What the test worker answers for "picture NUMBER".
std::string key_of(int number) { return fmt::format("s{:032x}", number); }
std::string picture_of(int number, int side = 256) { return fmt::format("\xFF\xD8{} of {}\xFF\xD9", side, number); }
std::string text(const Result<Thumbnail>& thumbnail) {
  return thumbnail ? std::string(as_text(thumbnail->jpeg)) : std::string(name(thumbnail.error().code));
}

struct ThumbnailerTest : testing::Test {
  ThumbnailerTest() {
    std::string name = (fs::temp_directory_path() / "sluice-thumbnailer-XXXXXX").string();
    top = fs::canonical(::mkdtemp(name.data()));
    fs::create_directory(top / "root");
    roots = std::move(*Roots::open({(top / "root").string()}));
    kept.emplace(clock, thumbnails::ThumbnailStore::Options{.folder = (top / "thumbnails").string()});
    store = std::move(*store::open_sqlite((top / "sluice.db").string()));
  }
  ~ThumbnailerTest() override {
    store.reset();
    fs::remove_all(top);
  }
  std::string plant(const std::string& name, const std::string& content) {
    std::ofstream(top / "root" / name) << content;
    return (top / "root" / name).string();
  }

  // Everything that a thumbnail needs, for the length of `body`; then that nothing is left under way.
  using Body = std::function<task<void>(Thumbnailer&)>;
  void run(const Body& body) { loop.run_until_complete(all(body)); }
  task<void> all(const Body& body) {
    pool::Pool workers(loop.executor(), clock, {.worker_binary = SLUICE_TEST_WORKER, .workers = 1});
    shelf.emplace(loop.executor(), disk, *kept);
    Machinery machinery{loop.executor(), clock, *store, workers, roots, disk, *shelf};
    pool = &workers;
    const auto started = co_await workers.start();
    EXPECT_TRUE(started.has_value());
    ingest.emplace(machinery, hub);
    Thumbnailer thumbnailer(machinery);
    co_await body(thumbnailer);
    co_await thumbnailer.stop();
    co_await ingest->stop();
    ingest.reset();
    co_await workers.stop();
    co_await shelf->stop();
    shelf.reset();
  }

  // A session over the root, completed.
  task<SessionId> ingested(model::Parameters parameters) {
    parameters.directories = {(top / "root").string()};
    const auto session = co_await ingest->start(std::move(parameters));
    EXPECT_TRUE(session.has_value());
    for (;;) {
      const auto stored = co_await store->session(session->id);
      if (stored && model::is_resting(stored->status)) co_return session->id;
      co_await sleep_for(Duration(1));
    }
  }
  task<store::FileRow> row(SessionId session, std::string file_name) {
    auto page = co_await store->files(std::move(session), {});
    for (auto& each : page->rows) {
      if (each.path.ends_with("/" + file_name)) co_return each;
    }
    ADD_FAILURE() << "no row for " << file_name;
    co_return store::FileRow{};
  }
  // Of an entry, as the server asks for it.
  static task<Result<Thumbnail>> ask(Thumbnailer& thumbnailer, SessionId session, FileId file, std::uint16_t side) {
    auto original = co_await thumbnailer.find(std::move(session), file);
    if (!original) co_return fail(std::move(original).error());
    co_return co_await thumbnailer.get(std::move(*original), side);
  }
  static task<void> ask_into(Thumbnailer& thumbnailer, Original original, std::uint16_t side, Result<Thumbnail>& out) {
    out = co_await thumbnailer.get(std::move(original), side);
  }
  Original original(const std::string& path, std::string key = {}) {
    return {.file = {.path = path, .size = std::nullopt, .mtime_ns = std::nullopt}, .key = std::move(key)};
  }

  fs::path top;
  FakeClock clock;
  EventLoop loop;
  boost::asio::executor_work_guard<Executor> between_runs{loop.executor()};
  Roots roots;
  BlockingThreads disk{"disk", 2};
  std::unique_ptr<store::Store> store;
  progress::Hub hub;
  std::optional<thumbnails::ThumbnailStore> kept;
  std::optional<thumbnails::Shelf> shelf;
  std::optional<Ingest> ingest;
  pool::Pool* pool = nullptr;
};

TEST_F(ThumbnailerTest, IsServedFromWhatARunHasKept) {
  plant("a.png", "picture 7");
  run([this](Thumbnailer& thumbnailer) -> task<void> {
    const SessionId session = co_await ingested({.pixels = true});
    const store::FileRow file = co_await row(session, "a.png");
    EXPECT_EQ(file.summary.content_key, key_of(7));
    EXPECT_EQ(shelf->statistics().made_in_runs, 1u);
    const auto thumbnail = co_await ask(thumbnailer, session, file.id, 256);
    EXPECT_EQ(text(thumbnail), picture_of(7));
    EXPECT_EQ(thumbnail->key, key_of(7));
    EXPECT_EQ(shelf->statistics().read_from_disk, 1u);
    EXPECT_EQ(pool->statistics().jobs, 1u) << "only the run's";
  });
}

TEST_F(ThumbnailerTest, IsMadeWhenFirstAskedForAndThenKept) {
  plant("a.png", "picture 7");
  run([this](Thumbnailer& thumbnailer) -> task<void> {
    const SessionId session = co_await ingested({.enable_nsfw_detection = false, .pixels = false});
    const store::FileRow file = co_await row(session, "a.png");
    EXPECT_EQ(shelf->statistics().made_in_runs, 0u) << "the run was not to touch pixels";
    for (const int side : {512, 512, 256}) {
      EXPECT_EQ(text(co_await ask(thumbnailer, session, file.id, static_cast<std::uint16_t>(side))),
                picture_of(7, side));
    }
    EXPECT_EQ(shelf->statistics().made_on_demand, 2u);
    EXPECT_EQ(shelf->statistics().read_from_disk, 1u);
    EXPECT_EQ(kept->get(key_of(7), 512)->size(), picture_of(7, 512).size());
  });
}

TEST_F(ThumbnailerTest, FilesWhatHasNoKeyUnderTheOneTheWorkerFinds) {
  const std::string path = plant("a.png", "picture 7");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    const auto thumbnail = co_await thumbnailer.get(original(path), 256);
    EXPECT_EQ(text(thumbnail), picture_of(7));
    EXPECT_EQ(thumbnail->key, key_of(7));
    EXPECT_TRUE(kept->get(key_of(7), 256));
  });
}

TEST_F(ThumbnailerTest, SharesTheWorkOfRequestsThatComeMeanwhile) {
  const std::string path = plant("a.png", "picture 7");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    std::vector<Result<Thumbnail>> answers(20, fail(Code::internal, ""));
    TaskGroup group(loop.executor(), "test");
    for (auto& answer : answers) group.spawn(ask_into(thumbnailer, original(path), 256, answer));
    co_await group.join();
    for (const auto& answer : answers) EXPECT_EQ(text(answer), picture_of(7));
    EXPECT_EQ(pool->statistics().jobs, 1u);
  });
}

TEST_F(ThumbnailerTest, MakesFewAtOnceAndTheRestInOrder) {
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    std::vector<Result<Thumbnail>> answers(100, fail(Code::internal, ""));
    TaskGroup group(loop.executor(), "test");
    for (int i = 0; i < 100; ++i) {
      const std::string path = plant(fmt::format("{}.png", i), fmt::format("picture {}", i));
      group.spawn(ask_into(thumbnailer, original(path), 256, answers[static_cast<std::size_t>(i)]));
    }
    co_await group.join();
    for (int i = 0; i < 100; ++i) EXPECT_EQ(text(answers[static_cast<std::size_t>(i)]), picture_of(i));
  });
}

TEST_F(ThumbnailerTest, RefusesWhenTooManyWait) {
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    const std::size_t many = Thumbnailer::kMostWaiting + 10;
    std::vector<Result<Thumbnail>> answers(many, fail(Code::internal, ""));
    TaskGroup group(loop.executor(), "test");
    for (std::size_t i = 0; i < many; ++i) {
      const std::string path = (top / "root" / fmt::format("{}.png", i)).string();  // not there: quickly done with
      group.spawn(ask_into(thumbnailer, original(path), 256, answers[i]));
    }
    co_await group.join();
    const auto count = [&](const char* code) {
      return std::ranges::count_if(answers, [&](const auto& answer) { return text(answer) == code; });
    };
    EXPECT_GE(count("not_found"), static_cast<std::ptrdiff_t>(Thumbnailer::kMostWaiting));
    EXPECT_GE(count("unavailable"), 1);
    EXPECT_EQ(count("not_found") + count("unavailable"), static_cast<std::ptrdiff_t>(many));
  });
}

TEST_F(ThumbnailerTest, DoesNotTryAgainForAWhileWhatCannotBeMade) {
  const std::string path = plant("a.png", "fail broken");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    for (int i = 0; i < 5; ++i) {
      const auto refused = co_await thumbnailer.get(original(path), i % 2 ? 256 : 512);
      EXPECT_EQ(text(refused), "unsupported");
      EXPECT_NE(refused.error().message.find("broken"), std::string::npos);
    }
    EXPECT_EQ(pool->statistics().jobs, 1u);
    clock.advance(RecentFailures::kRemembered);
    (void)co_await thumbnailer.get(original(path), 256);
    EXPECT_EQ(pool->statistics().jobs, 2u);
  });
}

TEST_F(ThumbnailerTest, LosesNothingButThePictureWhenAWorkerDies) {
  const std::string path = plant("a.png", "segv");
  const std::string good = plant("b.png", "picture 7");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    EXPECT_EQ(text(co_await thumbnailer.get(original(path), 256)), "unsupported");
    EXPECT_EQ(text(co_await thumbnailer.get(original(path), 256)), "unsupported");
    EXPECT_EQ(pool->statistics().crashes, 1u) << "not once for each who asks";
    EXPECT_EQ(text(co_await thumbnailer.get(original(good), 256)), picture_of(7));
  });
}

TEST_F(ThumbnailerTest, LeavesAloneWhatKilledAWorkerInARun) {
  const std::string path = plant("a.png", "segv");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    (void)co_await ingested({.pixels = false});
    EXPECT_EQ(pool->statistics().crashes, 1u);
    EXPECT_EQ(text(co_await thumbnailer.get(original(path), 256)), "unsupported") << "asked by way of the catalogue";
    EXPECT_EQ(pool->statistics().crashes, 1u);
  });
}

TEST_F(ThumbnailerTest, SaysWhyThereIsNone) {
  const std::string path = plant("a.png", "picture 7");
  plant("failed.png", "fail broken");
  plant("no-picture.png", "echo hello");
  std::ofstream(top / "outside.png") << "picture 8";
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    const SessionId session = co_await ingested({.pixels = false});
    const FileId file = (co_await row(session, "a.png")).id;
    const FileId failed = (co_await row(session, "failed.png")).id;
    const FileId no_picture = (co_await row(session, "no-picture.png")).id;
    EXPECT_EQ(text(co_await ask(thumbnailer, random_session_id(), file, 256)), "not_found");
    EXPECT_EQ(text(co_await ask(thumbnailer, session, FileId(999), 256)), "not_found");
    EXPECT_EQ(text(co_await ask(thumbnailer, session, failed, 256)), "unsupported");
    EXPECT_EQ(text(co_await ask(thumbnailer, session, no_picture, 256)), "unsupported");
    EXPECT_EQ(text(co_await thumbnailer.get(original((top / "outside.png").string()), 256)), "denied");
    plant("a.png", "picture 70");
    EXPECT_EQ(text(co_await ask(thumbnailer, session, file, 256)), "conflict");
    fs::remove(path);
    EXPECT_EQ(text(co_await ask(thumbnailer, session, file, 256)), "not_found");
  });
}

TEST_F(ThumbnailerTest, IsMadeAgainWhenPruned) {
  plant("a.png", "picture 7");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    EXPECT_EQ((co_await thumbnailer.find(MediaId(1))).error().code, Code::not_found);
    (void)co_await ingested({.pixels = true});
    fs::remove_all(top / "thumbnails");
    EXPECT_EQ(text(co_await thumbnailer.get(original((top / "root/a.png").string(), key_of(7)), 256)), picture_of(7));
    EXPECT_TRUE(kept->get(key_of(7), 256));
  });
}

TEST_F(ThumbnailerTest, AnswersEverybodyWhenItStops) {
  std::vector<Result<Thumbnail>> answers(20, fail(Code::internal, ""));
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    TaskGroup group(loop.executor(), "test");
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const std::string path = plant(fmt::format("{}.png", i), fmt::format("picture {}", i));
      group.spawn(ask_into(thumbnailer, original(path), 256, answers[i]));
    }
    co_await sleep_for(Duration(0));
    co_await thumbnailer.stop();
    co_await group.join();
    EXPECT_EQ(text(co_await thumbnailer.get(original((top / "root/new.png").string()), 256)), "unavailable");
  });
  EXPECT_EQ(text(answers.back()), "unavailable");
}

TEST_F(ThumbnailerTest, FailsNoFileOfARunWhenTheDiskTakesNone) {
  std::ofstream(top / "thumbnails") << "a file where the folder should be";
  plant("a.png", "picture 7");
  run([&](Thumbnailer& thumbnailer) -> task<void> {
    const SessionId session = co_await ingested({.pixels = true});
    const store::FileRow file = co_await row(session, "a.png");
    EXPECT_EQ(file.state, model::FileState::done);
    EXPECT_EQ(text(co_await ask(thumbnailer, session, file.id, 256)), picture_of(7)) << "made, and not kept";
  });
}

}  // namespace
}  // namespace sluice::ingest
