#include "api/metrics.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

using std::chrono::milliseconds;

// One reading in which every value is another.
std::string text_of_everything() {
  Telemetry telemetry;
  telemetry.streams_open = 1;
  telemetry.events = 2;
  telemetry.bytes = 12'345'678'901'234;  // written in full, whatever its size
  telemetry.conflated = 4;
  telemetry.reconnects = 5;
  telemetry.status_polls = 6;
  for (int i = 0; i < 3; ++i) telemetry.session_followed(random_session_id(), Telemetry::Transport::sse);
  telemetry.session_followed(random_session_id(), Telemetry::Transport::polling);
  telemetry.stream_failed(Telemetry::StreamEnd::stalled);
  telemetry.wrote(milliseconds(1));
  telemetry.wrote(milliseconds(30));
  telemetry.wrote(milliseconds(40));
  telemetry.wrote(milliseconds(7500));
  ingest::Statistics ingest{.discovered = 20,
                            .skipped_existing = 21,
                            .processed = 22,
                            .failed = 23,
                            .cancelled = 24,
                            .bytes = 25,
                            .keywords = 26,
                            .added = 27,
                            .updated = 28,
                            .not_committed = 29,
                            .batches = 30};
  ingest.of(model::SessionStatus::processing) = 2;
  ingest.of(model::SessionStatus::committing) = 1;
  return exposition({.version = "1.2.3\"\\\n",
                     .started_at = WallTime(std::chrono::microseconds(1'763'900'000'250'000)),
                     .telemetry = telemetry,
                     .ingest = ingest,
                     .pool = {.jobs = 40, .crashes = 41, .timeouts = 42, .workers = 43},
                     .thumbnails = {.made_in_runs = 44, .made_on_demand = 45, .read_from_disk = 46, .bytes = 47},
                     .http = {.connections = 50, .streams = 51, .requests = 52, .refused = 53},
                     .process = {.resident_bytes = 60, .open_fds = 61, .max_fds = 62, .cpu = milliseconds(1500)}});
}

TEST(Metrics, AreTextThatPrometheusReads) {
  EXPECT_EQ(text_of_everything(), R"(# HELP sluice_build_info Always 1; what is running.
# TYPE sluice_build_info gauge
sluice_build_info{version="1.2.3\"\\\n"} 1
# HELP sluice_streams_open Event streams open now.
# TYPE sluice_streams_open gauge
sluice_streams_open 1
# HELP sluice_sessions_total Sessions that somebody followed, by how; one followed both ways counts for both.
# TYPE sluice_sessions_total counter
sluice_sessions_total{transport="sse"} 3
sluice_sessions_total{transport="polling"} 1
# HELP sluice_stream_events_total Events sent on streams, keep-alives not counted.
# TYPE sluice_stream_events_total counter
sluice_stream_events_total 2
# HELP sluice_stream_bytes_total Bytes written to streams after the response head.
# TYPE sluice_stream_bytes_total counter
sluice_stream_bytes_total 12345678901234
# HELP sluice_stream_conflated_total States a reader did not get because a newer one was there first.
# TYPE sluice_stream_conflated_total counter
sluice_stream_conflated_total 4
# HELP sluice_stream_reconnects_total Streams opened with the id of an event seen before.
# TYPE sluice_stream_reconnects_total counter
sluice_stream_reconnects_total 5
# HELP sluice_stream_failures_total Streams refused or cut off, by reason; a client that leaves is none.
# TYPE sluice_stream_failures_total counter
sluice_stream_failures_total{reason="refused_total"} 0
sluice_stream_failures_total{reason="refused_address"} 0
sluice_stream_failures_total{reason="stalled"} 1
sluice_stream_failures_total{reason="write_error"} 0
sluice_stream_failures_total{reason="internal"} 0
# HELP sluice_status_polls_total Answers to clients that poll the status of a session.
# TYPE sluice_status_polls_total counter
sluice_status_polls_total 6
# HELP sluice_stream_delay_seconds From the oldest change that an event carries to its write.
# TYPE sluice_stream_delay_seconds histogram
sluice_stream_delay_seconds_count 4
sluice_stream_delay_seconds_sum 7.571
sluice_stream_delay_seconds_bucket{le="0.001"} 1
sluice_stream_delay_seconds_bucket{le="0.002"} 1
sluice_stream_delay_seconds_bucket{le="0.005"} 1
sluice_stream_delay_seconds_bucket{le="0.01"} 1
sluice_stream_delay_seconds_bucket{le="0.02"} 1
sluice_stream_delay_seconds_bucket{le="0.05"} 3
sluice_stream_delay_seconds_bucket{le="0.1"} 3
sluice_stream_delay_seconds_bucket{le="0.2"} 3
sluice_stream_delay_seconds_bucket{le="0.5"} 3
sluice_stream_delay_seconds_bucket{le="1"} 3
sluice_stream_delay_seconds_bucket{le="2"} 3
sluice_stream_delay_seconds_bucket{le="5"} 3
sluice_stream_delay_seconds_bucket{le="+Inf"} 4
# HELP sluice_sessions_under_way Sessions that do not rest, by status.
# TYPE sluice_sessions_under_way gauge
sluice_sessions_under_way{status="starting"} 0
sluice_sessions_under_way{status="processing"} 2
sluice_sessions_under_way{status="paused"} 0
sluice_sessions_under_way{status="committing"} 1
# HELP sluice_files_discovered_total Files found, those the catalogue had already included.
# TYPE sluice_files_discovered_total counter
sluice_files_discovered_total 20
# HELP sluice_files_total Files that have got their outcome.
# TYPE sluice_files_total counter
sluice_files_total{outcome="processed"} 22
sluice_files_total{outcome="failed"} 23
sluice_files_total{outcome="cancelled"} 24
sluice_files_total{outcome="skipped_existing"} 21
# HELP sluice_files_bytes_total Size of the files that were read.
# TYPE sluice_files_bytes_total counter
sluice_files_bytes_total 25
# HELP sluice_keywords_total Keywords found in files.
# TYPE sluice_keywords_total counter
sluice_keywords_total 26
# HELP sluice_batches_total Group commits of files found, outcomes and states.
# TYPE sluice_batches_total counter
sluice_batches_total 30
# HELP sluice_commit_files_total Files that commits have dealt with, by what became of them in the catalogue.
# TYPE sluice_commit_files_total counter
sluice_commit_files_total{outcome="added"} 27
sluice_commit_files_total{outcome="updated"} 28
sluice_commit_files_total{outcome="failed"} 29
# HELP sluice_workers Worker processes alive.
# TYPE sluice_workers gauge
sluice_workers 43
# HELP sluice_worker_jobs_total Jobs that workers have answered.
# TYPE sluice_worker_jobs_total counter
sluice_worker_jobs_total 40
# HELP sluice_worker_crashes_total Workers that died or answered nonsense.
# TYPE sluice_worker_crashes_total counter
sluice_worker_crashes_total 41
# HELP sluice_worker_timeouts_total Workers killed for taking too long.
# TYPE sluice_worker_timeouts_total counter
sluice_worker_timeouts_total 42
# HELP sluice_thumbnails_total Thumbnails made during a run or when asked for, or read from the disk.
# TYPE sluice_thumbnails_total counter
sluice_thumbnails_total{how="run"} 44
sluice_thumbnails_total{how="demand"} 45
sluice_thumbnails_total{how="disk"} 46
# HELP sluice_thumbnail_bytes Disk space that the kept thumbnails take up.
# TYPE sluice_thumbnail_bytes gauge
sluice_thumbnail_bytes 47
# HELP sluice_http_connections Connections open now, streams included.
# TYPE sluice_http_connections gauge
sluice_http_connections 50
# HELP sluice_http_requests_total Requests that reached a handler.
# TYPE sluice_http_requests_total counter
sluice_http_requests_total 52
# HELP sluice_http_connections_refused_total Connections over the limit.
# TYPE sluice_http_connections_refused_total counter
sluice_http_connections_refused_total 53
# HELP process_start_time_seconds When the process started, in seconds since 1970.
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1763900000.25
# HELP process_cpu_seconds_total Processor time of this process, without its workers.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.5
# HELP process_resident_memory_bytes Memory of this process that is in RAM, without its workers.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 60
# HELP process_open_fds File descriptors open now.
# TYPE process_open_fds gauge
process_open_fds 61
# HELP process_max_fds File descriptors that may be open at once.
# TYPE process_max_fds gauge
process_max_fds 62
)");
}

TEST(ProcessFacts, AreThoseOfThisProcess) {
  const ProcessFacts facts = process_facts();
  EXPECT_GT(facts.resident_bytes, 100'000u);
  EXPECT_GE(facts.open_fds, 3u);
  EXPECT_GE(facts.max_fds, facts.open_fds);
  EXPECT_GE(facts.cpu, Duration::zero());
}

}  // namespace
}  // namespace sluice::api
