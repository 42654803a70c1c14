#include "api/metrics.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace sluice::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using StreamEnd = Telemetry::StreamEnd;
using Transport = Telemetry::Transport;

struct Labelled {
  std::string_view value;
  std::uint64_t count;
};

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

// What is to be shown, family by family; each is added whole.
class Families {
 public:
  template <class Number>
  void counter(std::string_view name, std::string_view help, Number value) {
    add(name, help, MetricType::Counter).counter.value = static_cast<double>(value);
  }
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Number value) {
    add(name, help, MetricType::Gauge).gauge.value = static_cast<double>(value);
  }
  // The same with a value for each value of a label.
  void counters(std::string_view name, std::string_view help, std::string_view label,
                std::initializer_list<Labelled> values) {
    for (const auto& [value, count] : values) {
      add(name, help, MetricType::Counter, label, value).counter.value = static_cast<double>(count);
    }
  }
  void gauges(std::string_view name, std::string_view help, std::string_view label,
              std::initializer_list<Labelled> values) {
    for (const auto& [value, count] : values) {
      add(name, help, MetricType::Gauge, label, value).gauge.value = static_cast<double>(count);
    }
  }
  void histogram(std::string_view name, std::string_view help, const DelayHistogram& delays) {
    auto& out = add(name, help, MetricType::Histogram).histogram;
    for (std::size_t i = 0; i < DelayHistogram::kBounds.size(); ++i) {
      out.sample_count += delays.counts()[i];
      out.bucket.push_back({.cumulative_count = out.sample_count, .upper_bound = seconds(DelayHistogram::kBounds[i])});
    }
    out.sample_count += delays.counts().back();
    out.sample_sum = seconds(delays.sum());
  }
  [[nodiscard]] std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  ClientMetric& add(std::string_view name, std::string_view help, MetricType type, std::string_view label = {},
                    std::string_view value = {}) {
    if (families_.empty() || families_.back().name != name) {
      families_.push_back({.name = std::string(name), .help = std::string(help), .type = type, .metric = {}});
    }
    ClientMetric& metric = families_.back().metric.emplace_back();
    if (!label.empty()) metric.label.push_back({.name = std::string(label), .value = std::string(value)});
    return metric;
  }

  std::vector<MetricFamily> families_;
};

void add_streams(Families& out, const Telemetry& t) {
  out.gauge("sluice_streams_open", "Event streams open now.", t.streams_open);
  out.counters("sluice_sessions_total",
               "Sessions that somebody followed, by how; one followed both ways counts for both.", "transport",
               {{"sse", t.sessions(Transport::sse)}, {"polling", t.sessions(Transport::polling)}});
  out.counter("sluice_stream_events_total", "Events sent on streams, keep-alives not counted.", t.events);
  out.counter("sluice_stream_bytes_total", "Bytes written to streams after the response head.", t.bytes);
  out.counter("sluice_stream_conflated_total", "States a reader did not get because a newer one was there first.",
              t.conflated);
  out.counter("sluice_stream_reconnects_total", "Streams opened with the id of an event seen before.", t.reconnects);
  out.counters("sluice_stream_failures_total", "Streams refused or cut off, by reason; a client that leaves is none.",
               "reason",
               {{"refused_total", t.failures(StreamEnd::refused_total)},
                {"refused_address", t.failures(StreamEnd::refused_address)},
                {"stalled", t.failures(StreamEnd::stalled)},
                {"write_error", t.failures(StreamEnd::write_error)},
                {"internal", t.failures(StreamEnd::internal)}});
  out.counter("sluice_status_polls_total", "Answers to clients that poll the status of a session.", t.status_polls);
  out.histogram("sluice_stream_delay_seconds", "From the oldest change that an event carries to its write.",
                t.delays());
}

void add_pipeline(Families& out, const ingest::Statistics& i) {
  using enum model::SessionStatus;
  out.gauges("sluice_sessions_under_way", "Sessions that do not rest, by status.", "status",
             {{name(starting), i.of(starting)},
              {name(processing), i.of(processing)},
              {name(paused), i.of(paused)},
              {name(committing), i.of(committing)}});
  out.counter("sluice_files_discovered_total", "Files found, those the catalogue had already included.", i.discovered);
  out.counters("sluice_files_total", "Files that have got their outcome.", "outcome",
               {{"processed", i.processed},
                {"failed", i.failed},
                {"cancelled", i.cancelled},
                {"skipped_existing", i.skipped_existing}});
  out.counter("sluice_files_bytes_total", "Size of the files that were read.", i.bytes);
  out.counter("sluice_keywords_total", "Keywords found in files.", i.keywords);
  out.counter("sluice_batches_total", "Group commits of files found, outcomes and states.", i.batches);
  out.counters("sluice_commit_files_total",
               "Files that commits have dealt with, by what became of them in the catalogue.", "outcome",
               {{"added", i.added}, {"updated", i.updated}, {"failed", i.not_committed}});
}

void add_workers(Families& out, const pool::Statistics& p) {
  out.gauge("sluice_workers", "Worker processes alive.", p.workers);
  out.counter("sluice_worker_jobs_total", "Jobs that workers have answered.", p.jobs);
  out.counter("sluice_worker_crashes_total", "Workers that died or answered nonsense.", p.crashes);
  out.counter("sluice_worker_timeouts_total", "Workers killed for taking too long.", p.timeouts);
}

void add_thumbnails(Families& out, const thumbnails::Statistics& t) {
  out.counters("sluice_thumbnails_total", "Thumbnails made during a run or when asked for, or read from the disk.",
               "how", {{"run", t.made_in_runs}, {"demand", t.made_on_demand}, {"disk", t.read_from_disk}});
  out.gauge("sluice_thumbnail_bytes", "Disk space that the kept thumbnails take up.", t.bytes);
}

void add_http(Families& out, const http::Statistics& h) {
  out.gauge("sluice_http_connections", "Connections open now, streams included.", h.connections);
  out.counter("sluice_http_requests_total", "Requests that reached a handler.", h.requests);
  out.counter("sluice_http_connections_refused_total", "Connections over the limit.", h.refused);
}

// The names every Prometheus client uses for these.
void add_process(Families& out, const Readings& r) {
  out.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.",
            seconds(r.started_at.time_since_epoch()));
  out.counter("process_cpu_seconds_total", "Processor time of this process, without its workers.",
              seconds(r.process.cpu));
  out.gauge("process_resident_memory_bytes", "Memory of this process that is in RAM, without its workers.",
            r.process.resident_bytes);
  out.gauge("process_open_fds", "File descriptors open now.", r.process.open_fds);
  out.gauge("process_max_fds", "File descriptors that may be open at once.", r.process.max_fds);
}

}  // namespace

std::string exposition(const Readings& readings) {
  Families out;
  out.gauges("sluice_build_info", "Always 1; what is running.", "version", {{readings.version, 1}});
  add_streams(out, readings.telemetry);
  add_pipeline(out, readings.ingest);
  add_workers(out, readings.pool);
  add_thumbnails(out, readings.thumbnails);
  add_http(out, readings.http);
  add_process(out, readings);
  return out.text();
}

}  // namespace sluice::api
