#pragma once

// All routes of Sluice (DESIGN §5), one file per resource. What they work on outlives the router. Loop thread only.

#include <functional>
#include <string>

#include "api/admission.h"
#include "api/rollout.h"
#include "api/telemetry.h"
#include "api/viewers.h"
#include "async/blocking.h"
#include "http/router.h"
#include "http/server.h"
#include "ingest/ingest.h"
#include "ingest/roots.h"
#include "ingest/scout.h"
#include "ingest/thumbnailer.h"
#include "pool/pool.h"
#include "progress/hub.h"
#include "store/store.h"
#include "thumbnails/shelf.h"

namespace sluice::api {

// What the page is told by /api/ingest/config.
struct Facts {
  std::string version;
  std::string nsfw_detail;  // why there is no classifier, and what to do; empty when there is one
  std::string nsfw_model;   // name@hash; empty when there is none
  bool nsfw_available = false;
};

struct Context {
  Executor executor;
  const Clock& clock;
  WallTime started_at;  // of the process
  ingest::Ingest& ingest;
  ingest::Scout& scout;
  store::Store& store;
  progress::Hub& hub;
  const ingest::Roots& roots;
  BlockingThreads& disk;
  Admission& admission;
  Viewers& viewers;
  Telemetry& telemetry;
  const pool::Pool& pool;
  ingest::Thumbnailer& thumbnailer;
  const thumbnails::Shelf& thumbnails;
  std::function<http::Statistics()> http_statistics;
  Rollout rollout;
  std::string polling_sunset;  // an HTTP-date (RFC 8594); empty: polling has no end
  Facts facts;
};

// Everything under /api and the probes. `context` is referred to by the handlers.
void add_routes(http::Router& router, Context& context);

void add_session_routes(http::Router& router, Context& context);    // process, delete, one session, all, the active one
void add_control_routes(http::Router& router, Context& context);    // pause, resume, cancel
void add_estimate_routes(http::Router& router, Context& context);   // estimate
void add_retry_routes(http::Router& router, Context& context);      // retry
void add_threshold_routes(http::Router& router, Context& context);  // change of a session, nsfw
void add_progress_routes(http::Router& router, Context& context);   // stream, status
void add_file_routes(http::Router& router, Context& context);       // files: a page, one, all counted
void add_edit_routes(http::Router& router, Context& context);       // change of files
void add_report_routes(http::Router& router, Context& context);     // report, and its downloads
void add_thumbnail_routes(http::Router& router, Context& context);  // …/thumb of entries and of the catalogue
void add_commit_routes(http::Router& router, Context& context);     // commit-plan, commit, commit-status
void add_undo_routes(http::Router& router, Context& context);       // undo
void add_folder_routes(http::Router& router, Context& context);     // directories, search, file-types
void add_system_routes(http::Router& router, Context& context);     // config, metrics, healthz, readyz

}  // namespace sluice::api
