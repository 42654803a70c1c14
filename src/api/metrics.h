#pragma once

// Metrics: everything that is counted, as Prometheus reads it. Pure: the values are an argument, collected when
// somebody asks; nothing is registered and nothing runs in between. docs/http-api.md lists every metric.

#include <string>
#include <string_view>

#include "api/process_facts.h"
#include "api/telemetry.h"
#include "base/clock.h"
#include "http/server.h"
#include "ingest/statistics.h"
#include "pool/pool.h"
#include "thumbnails/shelf.h"

namespace sluice::api {

// One moment.
struct Readings {
  std::string version;
  WallTime started_at{};
  const Telemetry& telemetry;
  ingest::Statistics ingest;
  pool::Statistics pool;
  thumbnails::Statistics thumbnails;
  http::Statistics http;
  ProcessFacts process;
};

inline constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";
// Text exposition format 0.0.4: every family with HELP and TYPE, every label value also where it is still zero, so that
// a rate has something to start from.
std::string exposition(const Readings& readings);

}  // namespace sluice::api
