#include "app/engine.h"

#include "async/task_group.h"
#include "store/sqlite/sqlite_store.h"

namespace sluice::app {

Engine::Workers::Workers(const Options& options)
    : pool(loop.executor(), clock,
           {.worker_binary = pool::worker_binary_beside_this_program(),
            .workers = options.workers,
            .classifier_folder = classifier_folder(options)}) {}

Result<std::unique_ptr<Engine>> Engine::open(const Options& options) {
  ingest::Roots roots = SLUICE_TRY(ingest::Roots::open(options.roots));
  DataFolder data = SLUICE_TRY(DataFolder::open(options.data.empty() ? default_data_folder() : options.data));
  auto workers = std::make_unique<Workers>(options);
  workers->pool.prepare();
  auto store = SLUICE_TRY(store::open_sqlite(data.database()));
  return std::unique_ptr<Engine>(
      new Engine(options, std::move(workers), std::move(data), std::move(roots), std::move(store)));
}

Engine::Engine(const Options& options, std::unique_ptr<Workers> workers, DataFolder data, ingest::Roots roots,
               std::unique_ptr<store::Store> store)
    : workers_(std::move(workers)),
      data_(std::move(data)),
      roots_(std::move(roots)),
      disk_("disk", options.io_threads),
      store_(std::move(store)),
      thumbnail_store_(clock(), {.folder = data_.thumbnails(), .limit_bytes = options.thumbnail_space_mib << 20}),
      thumbnails_(loop().executor(), disk_, thumbnail_store_),
      ingest_(machinery(), hub_),
      thumbnailer_(machinery()),
      scout_(machinery()) {}

Engine::~Engine() = default;

// Of members that are built before whoever is given it.
ingest::Machinery Engine::machinery() {
  return {loop().executor(), clock(), *store_, pool(), roots_, disk_, thumbnails_};
}

task<Result<void>> Engine::start() {
  thumbnails_.start();
  return pool().start();
}

std::string explain_missing(const pool::ClassifierState& classifier) {
  if (!classifier.identity.empty()) return {};
  const std::string why = classifier.problem.empty() ? "NSFW detection is switched off" : classifier.problem;
  return why + ". Files are stored as never scanned, which is not the same as safe";
}

task<void> Engine::stop() {
  // Sessions wait for their workers' answers, workers answer when they are stopped: both at once.
  TaskGroup group(loop().executor(), "stop");
  group.spawn(ingest_.stop());
  group.spawn(thumbnailer_.stop());
  co_await pool().stop();
  co_await group.join();
  co_await thumbnails_.stop();
}

}  // namespace sluice::app
