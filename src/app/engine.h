#pragma once

// Engine: everything that ingests, built and tied together in one place: loop, threads, store, workers, hub, sessions.
// The server puts HTTP in front of it; `sluice ingest` drives it directly. Main thread (which becomes the loop thread).

#include <memory>
#include <string>

#include "app/data_folder.h"
#include "app/options.h"
#include "async/blocking.h"
#include "async/loop.h"
#include "base/clock.h"
#include "ingest/ingest.h"
#include "ingest/roots.h"
#include "ingest/scout.h"
#include "ingest/thumbnailer.h"
#include "pool/pool.h"
#include "progress/hub.h"
#include "store/store.h"
#include "thumbnails/shelf.h"
#include "thumbnails/thumbnail_store.h"

namespace sluice::app {

class Engine {
 public:
  // Opens roots, data folder (and its lock) and database. Errors are for the operator to read.
  static Result<std::unique_ptr<Engine>> open(const Options& options);
  ~Engine();

  EventLoop& loop() { return workers_->loop; }
  const Clock& clock() const { return workers_->clock; }
  const DataFolder& data() const { return data_; }
  const ingest::Roots& roots() const { return roots_; }
  BlockingThreads& disk() { return disk_; }
  store::Store& store() { return *store_; }
  pool::Pool& pool() { return workers_->pool; }
  progress::Hub& hub() { return hub_; }
  ingest::Ingest& ingest() { return ingest_; }
  thumbnails::Shelf& thumbnails() { return thumbnails_; }
  ingest::Thumbnailer& thumbnailer() { return thumbnailer_; }
  ingest::Scout& scout() { return scout_; }

  // Starts the workers, and begins to keep house among the thumbnails.
  task<Result<void>> start();
  // Ends sessions (they go on at the next start) and workers. After this nothing of the engine runs on the loop.
  task<void> stop();

 private:
  // The workers and what they need. Built first: they load while the database is opened.
  struct Workers {
    explicit Workers(const Options& options);
    SystemClock clock;
    EventLoop loop;
    pool::Pool pool;
  };
  Engine(const Options& options, std::unique_ptr<Workers> workers, DataFolder data, ingest::Roots roots,
         std::unique_ptr<store::Store> store);

  ingest::Machinery machinery();

  std::unique_ptr<Workers> workers_;
  DataFolder data_;
  ingest::Roots roots_;
  BlockingThreads disk_;
  std::unique_ptr<store::Store> store_;
  thumbnails::ThumbnailStore thumbnail_store_;
  thumbnails::Shelf thumbnails_;
  progress::Hub hub_;
  ingest::Ingest ingest_;
  ingest::Thumbnailer thumbnailer_;
  ingest::Scout scout_;
};

// What the page and `doctor` say where there is no classifier.
std::string explain_missing(const pool::ClassifierState& classifier);

}  // namespace sluice::app
