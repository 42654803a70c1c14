#pragma once

// The page, embedded: what web/embed.mjs made of Vite's output.

#include <span>

#include "http/static_files.h"

namespace sluice::page {

std::span<const http::StaticFile> files();

}  // namespace sluice::page
