#include "cli/command_line.h"

#include <charconv>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/serve.h"
#include "app/version.h"
#include "cli/doctor.h"
#include "cli/exit_code.h"
#include "cli/ingest.h"
#include "cli/inspect.h"
#include "cli/settings_file.h"

namespace sluice::cli {
namespace {

struct Given {
  app::Options options;
  IngestOptions ingest;
  std::vector<std::string> files;
  std::string config;
  std::string log_level = "info";
  std::string polling_sunset;
};

void add_common(CLI::App& command, Given& given) {
  command.add_option("--data", given.options.data, "Data folder: database, token, thumbnails")
      ->envname("SLUICE_DATA")
      ->type_name("DIR");
  command.add_option("--workers", given.options.workers, "Worker processes; 0: one per core")
      ->envname("SLUICE_WORKERS")
      ->type_name("N")
      ->check(CLI::Range(0, 256));
  command.add_option("--io-threads", given.options.io_threads, "Threads that wait for the disk")
      ->envname("SLUICE_IO_THREADS")
      ->type_name("N")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command
      .add_option("--thumbnail-space", given.options.thumbnail_space_mib,
                  "Disk space for thumbnails in the data folder; 0: keep none")
      ->envname("SLUICE_THUMBNAIL_SPACE")
      ->type_name("MIB")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 40))
      ->capture_default_str();
  command
      .add_option("--classifier", given.options.classifier,
                  "Folder of the NSFW model and its engine; \"off\": no detection. Else where it is installed")
      ->envname("SLUICE_CLASSIFIER")
      ->type_name("DIR|off");
  command.add_option("--log-level", given.log_level, "debug, info, warn, error or off")
      ->envname("SLUICE_LOG_LEVEL")
      ->type_name("LEVEL")
      ->capture_default_str();
  command.add_option("--config", given.config, "Settings file; else ./sluice.toml, then ~/.config/sluice/sluice.toml")
      ->envname("SLUICE_CONFIG")
      ->type_name("FILE");
}

// CLI::Range would let "nan" through.
CLI::Validator is_percentage() {
  return {[](std::string& text) {
            double percent = -1;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
            const bool is_one =
                error == std::errc{} && end == text.data() + text.size() && percent >= 0 && percent <= 100;
            return is_one ? std::string() : fmt::format("'{}' is no number from 0 to 100", text);
          },
          "", "percentage"};
}

CLI::App& add_serve(CLI::App& app, Given& given) {
  CLI::App& serve = *app.add_subcommand("serve", "Serve the page for these folders");
  serve.add_option("roots", given.options.roots, "Folders that may be read; nothing outside them ever is")
      ->envname("SLUICE_ROOTS")
      ->type_name("ROOT");
  serve.add_option("--listen", given.options.listen, "Where to listen; port 0 takes a free one")
      ->envname("SLUICE_LISTEN")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  auto* token =
      serve
          .add_option("--token", given.options.token,
                      "Secret that visitors from other machines need; else one is made and kept in the data folder")
          ->envname("SLUICE_TOKEN")
          ->type_name("TOKEN");
  serve
      .add_flag("--no-auth", given.options.no_auth,
                "Ask nobody for a token (only where everybody on the network may do everything)")
      ->envname("SLUICE_NO_AUTH")
      ->excludes(token);
  serve.add_option("--allow-host", given.options.allow_hosts, "Host name under which browsers may reach the page")
      ->envname("SLUICE_ALLOW_HOST")
      ->type_name("NAME");
  serve
      .add_option("--trust-proxy", given.options.trust_proxies, "Address of a proxy whose X-Forwarded-For is believed")
      ->envname("SLUICE_TRUST_PROXY")
      ->type_name("ADDRESS");
  serve.add_option("--max-streams", given.options.max_streams, "Event streams open at once")
      ->envname("SLUICE_MAX_STREAMS")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  serve
      .add_option("--max-streams-per-address", given.options.max_streams_per_address,
                  "Of these, for one client address; loopback is exempt")
      ->envname("SLUICE_MAX_STREAMS_PER_ADDRESS")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  serve
      .add_option("--sse-rollout", given.options.sse_rollout,
                  "Share of browsers that are told to stream; the others poll. A browser stays on its side")
      ->envname("SLUICE_SSE_ROLLOUT")
      ->type_name("PERCENT")
      ->check(is_percentage())
      ->capture_default_str();
  serve
      .add_option(
          "--polling-sunset", given.polling_sunset,
          "Day (UTC) from which polling may no longer be answered: polling clients are told by the header Sunset")
      ->envname("SLUICE_POLLING_SUNSET")
      ->type_name("YYYY-MM-DD");
  add_common(serve, given);
  return serve;
}

CLI::App& add_ingest(CLI::App& app, Given& given) {
  CLI::App& ingest = *app.add_subcommand("ingest", "Ingest folders from the terminal, with the same pipeline");
  ingest.add_option("roots", given.options.roots, "Folders to read")->type_name("DIR")->required();
  ingest.add_option("--pattern", given.ingest.pattern, "Which names, separated by |; ** spans folders")
      ->type_name("PATTERN");
  ingest.add_option("--max-files", given.ingest.max_files, "At most so many files")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  ingest.add_flag("--metadata-only", given.ingest.metadata_only,
                  "Look at no pixels: no NSFW score, perceptual hash, hidden text or thumbnail");
  ingest.add_flag("--commit", given.ingest.commit, "Write what was read to the catalogue at the end");
  ingest.add_flag("--json", given.ingest.json, "Print the final state as JSON instead of words");
  add_common(ingest, given);
  return ingest;
}

CLI::App& add_inspect(CLI::App& app, Given& given) {
  CLI::App& inspect = *app.add_subcommand("inspect", "Print what is read from files, as JSON, one object a line");
  inspect.add_option("files", given.files, "Files to read")->type_name("FILE")->required();
  inspect.add_option("--workers", given.options.workers, "Worker processes; 0: one per core")
      ->envname("SLUICE_WORKERS")
      ->type_name("N")
      ->check(CLI::Range(0, 256));
  inspect
      .add_option("--classifier", given.options.classifier,
                  "Folder of the NSFW model and its engine; \"off\": no scores. Else where it is installed")
      ->envname("SLUICE_CLASSIFIER")
      ->type_name("DIR|off");
  return inspect;
}

int run_chosen(CLI::App& app, Given& given) {
  CLI::App* chosen = app.get_subcommands().at(0);
  const auto wrong = [](const std::string& what) {
    fmt::print(stderr, "sluice: {}\n", what);
    return static_cast<int>(kWrongUsage);
  };
  if (chosen->get_option_no_throw("--config")) {
    if (auto applied = apply_settings_file(*chosen, given.config); !applied) return wrong(applied.error().message);
  }
  const auto level = log::parse_level(given.log_level);
  if (!level) return wrong(level.error().message);
  log::set_level(*level);
  if (!given.polling_sunset.empty()) {
    const auto date = app::parse_date(given.polling_sunset);
    if (!date) return wrong(fmt::format("--polling-sunset: {}", date.error().message));
    given.options.polling_sunset = *date;
  }
  if (chosen->get_name() == "serve") {
    if (given.options.roots.empty()) {
      return wrong(
          "name at least one folder that may be read, for example: sluice serve ~/Pictures\nNothing outside the "
          "folders you name is ever read.");
    }
    return app::serve(given.options);
  }
  if (chosen->get_name() == "ingest") {
    if (given.ingest.metadata_only) given.options.classifier = app::kNone;
    return ingest(given.options, given.ingest);
  }
  if (chosen->get_name() == "inspect") return inspect(given.options, given.files);
  return doctor(given.options);
}

}  // namespace

int run(int argc, char** argv) {
  Given given;
  CLI::App app("Sluice turns folders of media into a reviewed catalogue, live.", "sluice");
  app.set_version_flag("--version", fmt::format("sluice {}", app::kVersion));
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  add_serve(app, given);
  add_ingest(app, given);
  add_inspect(app, given);
  CLI::App& doctor = *app.add_subcommand("doctor", "Say what is installed, what is missing, and what that changes");
  add_common(doctor, given);
  app.footer(
      "Every flag of a command may also be an environment variable (SLUICE_LISTEN, …) or stand in sluice.toml;\nflag "
      "beats environment beats file.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {  // --help, --version
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    app.exit(e);
    return kWrongUsage;
  }
  return run_chosen(app, given);
}

}  // namespace sluice::cli
