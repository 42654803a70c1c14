#include "app/serve.h"

#include <csignal>
#include <cstdio>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "api/admission.h"
#include "api/routes.h"
#include "api/telemetry.h"
#include "api/viewers.h"
#include "app/engine.h"
#include "app/version.h"
#include "http/date.h"
#include "http/server.h"
#include "http/static_files.h"
#include "page.h"

namespace sluice::app {
namespace {

constexpr Duration kRequestsFinish = std::chrono::seconds(2);  // of the 5 s that a shutdown may take
constexpr Duration kShutdownLimit = std::chrono::milliseconds(4500);

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string url_of(const Endpoint& endpoint, std::uint16_t port, const std::string& token) {
  // What listens everywhere is reached here as localhost.
  std::string host = endpoint.address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != host.npos) host = fmt::format("[{}]", host);
  return fmt::format("http://{}:{}/{}", host, port, token.empty() ? "" : "?token=" + token);
}

class Serving {
 public:
  Serving(Engine& engine, const Options& options, http::Options http_options)
      : engine_(engine),
        admission_({.total = options.max_streams, .per_address = options.max_streams_per_address}),
        viewers_(engine.loop().executor(), engine.clock(), engine.store(), telemetry_),
        context_{.executor = engine.loop().executor(),
                 .clock = engine.clock(),
                 .started_at = engine.clock().wall(),
                 .ingest = engine.ingest(),
                 .scout = engine.scout(),
                 .store = engine.store(),
                 .hub = engine.hub(),
                 .roots = engine.roots(),
                 .disk = engine.disk(),
                 .admission = admission_,
                 .viewers = viewers_,
                 .telemetry = telemetry_,
                 .pool = engine.pool(),
                 .thumbnailer = engine.thumbnailer(),
                 .thumbnails = engine.thumbnails(),
                 .http_statistics = [this] { return server_.statistics(); },
                 .rollout = api::Rollout(options.sse_rollout),
                 .polling_sunset = options.polling_sunset ? http::to_http_date(*options.polling_sunset) : std::string(),
                 .facts = {.version = kVersion}},
        server_(engine.loop().executor(), engine.clock(), std::move(http_options), router()),
        signals_(engine.loop().context(), SIGINT, SIGTERM),
        too_late_(engine.loop().executor()),
        stop_asked_(engine.loop().executor()) {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      stopping_ = true;
      stop_asked_.notify();
    });
  }

  task<void> run(const Endpoint& endpoint, std::string token_for_url, int& exit_code) {
    exit_code = 1;
    if (auto listening = server_.listen(); !listening) {
      log::error("{}", listening.error().message);
    } else if (auto started = co_await engine_.start(); !started) {
      log::error("{}", started.error().message);
      co_await shut_down();
    } else if (auto resumed = co_await engine_.ingest().resume_unfinished(); !resumed) {
      log::error("{}", resumed.error().message);
      co_await shut_down();
    } else {
      take_in_classifier();
      server_.start();
      const std::string url = url_of(endpoint, server_.port(), token_for_url);
      engine_.data().announce(url_of(endpoint, server_.port(), ""));
      fmt::print("sluice listening on {}\n", url);
      std::fflush(stdout);
      while (!stopping_) co_await stop_asked_.wait();
      log::info("stopping; sessions under way go on at the next start");
      co_await shut_down();
      exit_code = 0;
    }
  }

 private:
  http::Router router() {
    http::Router router;
    api::add_routes(router, context_);
    http::add_static_files(router, page::files());
    return router;
  }

  // Known once a worker has loaded it or failed to.
  void take_in_classifier() {
    const pool::ClassifierState classifier = engine_.pool().classifier();
    context_.facts.nsfw_available = !classifier.identity.empty();
    context_.facts.nsfw_model = classifier.identity;
    context_.facts.nsfw_detail = explain_missing(classifier);
    if (!classifier.problem.empty()) log::warn("{}", context_.facts.nsfw_detail);
  }

  // In this order: nobody new comes in, streams are told, work ends where it is, then what is left is cut off.
  task<void> shut_down() {
    // A disk that hangs must not keep the process alive: everything that matters is on disk already.
    too_late_.start(kShutdownLimit, [] {
      log::warn("something did not end in time; leaving without it");
      ::_exit(0);
    });
    viewers_.close_all();
    engine_.scout().stop();
    co_await server_.stop(kRequestsFinish);
    co_await viewers_.stop();
    co_await engine_.stop();
    viewers_.close_all();
  }

  Engine& engine_;
  api::Telemetry telemetry_;
  api::Admission admission_;
  api::Viewers viewers_;
  api::Context context_;
  http::Server server_;
  boost::asio::signal_set signals_;
  Timer too_late_;
  Event stop_asked_;
  bool stopping_ = false;
};

}  // namespace

int serve(const Options& options) {
  raise_file_limit();
  std::signal(SIGPIPE, SIG_IGN);
  const auto endpoint = parse_endpoint(options.listen);
  if (!endpoint) {
    fmt::print(stderr, "sluice: {}\n", endpoint.error().message);
    return 2;
  }
  auto engine = Engine::open(options);
  if (!engine) {
    fmt::print(stderr, "sluice: {}\n", engine.error().message);
    return 1;
  }
  http::Options http_options{.address = endpoint->address,
                             .port = endpoint->port,
                             .allowed_hosts = options.allow_hosts,
                             .trusted_proxies = options.trust_proxies};
  if (!options.no_auth) {
    auto token = options.token.empty() ? (*engine)->data().token() : Result<std::string>(options.token);
    if (!token) {
      fmt::print(stderr, "sluice: {}\n", token.error().message);
      return 1;
    }
    http_options.token = std::move(*token);
  }
  const std::string token_for_url = is_loopback(endpoint->address) ? "" : http_options.token;
  int exit_code = 1;
  {
    Serving serving(**engine, options, std::move(http_options));
    (*engine)->loop().run_until_complete(serving.run(*endpoint, token_for_url, exit_code));
  }
  return exit_code;
}

}  // namespace sluice::app
