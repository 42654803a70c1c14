#include "ingest/admit.h"

#include <fmt/format.h>

namespace sluice::ingest {

task<Result<Pattern>> admit(const Machinery& machinery, model::Parameters& parameters) {
  auto pattern = Pattern::parse(parameters.pattern);
  if (!pattern) co_return fail(std::move(pattern).error().within("pattern"));

  const std::string_view field = parameters.directories.size() == 1 ? "directory" : "directories";
  for (std::string& directory : parameters.directories) {
    auto opened = co_await run_blocking(machinery.disk, [&machinery, &directory]() -> Result<std::string> {
      std::string absolute = SLUICE_TRY(machinery.roots.absolute(directory));
      SLUICE_TRY(machinery.roots.open_directory(absolute));
      return absolute;
    });
    if (!opened) {
      Error error = std::move(opened).error();
      if (error.code == Code::not_found || error.code == Code::io)
        error = {Code::invalid_argument, fmt::format("{}: no such folder", directory)};
      co_return fail(std::move(error).within(field));
    }
    directory = std::move(*opened);
  }
  co_return pattern;
}

}  // namespace sluice::ingest
