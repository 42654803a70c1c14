#pragma once

// What the operator decided: flags, environment, sluice.toml, defaults, in this order (src/cli reads them).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"

namespace sluice::app {

inline constexpr std::string_view kNone = "off";  // of --classifier

struct Options {
  std::vector<std::string> roots;
  std::string listen = "127.0.0.1:7862";  // ADDRESS:PORT, [ADDRESS]:PORT; port 0: a free one
  std::string data;                       // empty: default_data_folder()
  std::size_t workers = 0;                // 0: one per core
  std::size_t io_threads = 4;
  std::uint64_t thumbnail_space_mib = 4096;  // on the disk, in the data folder; 0: keep none
  std::string classifier;  // folder of the NSFW model and its engine; empty: where it is installed; kNone: none
  std::string token;       // empty: the data folder's own, made at first need
  bool no_auth = false;
  std::vector<std::string> allow_hosts;
  std::vector<std::string> trust_proxies;
  std::size_t max_streams = 20'000;
  std::size_t max_streams_per_address = 256;            // loopback has no limit
  double sse_rollout = 100;                             // percent of browsers that are told to stream
  std::optional<std::chrono::sys_days> polling_sunset;  // when polling may cease to be answered; for its clients
};

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
Result<Endpoint> parse_endpoint(std::string_view text);
// "2027-03-01". invalid_argument says the form.
Result<std::chrono::sys_days> parse_date(std::string_view text);
bool is_loopback(std::string_view address);

// The folder to load the classifier from: the one that was chosen, else beside the program or in its installation's
// share/sluice. Empty: none is wanted.
std::string classifier_folder(const Options& options);

// $XDG_DATA_HOME/sluice, else ~/.local/share/sluice, else ./sluice-data.
std::string default_data_folder();

}  // namespace sluice::app
