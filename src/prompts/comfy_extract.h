#pragma once

// A graph's prompt, taken from its main sampler: the first one that starts from an empty latent. Further samplers on
// the way to the picture (upscaling passes, refiners) are kept as `passes` in hires_config.

#include "prompts/comfy_graph.h"
#include "prompts/dialect.h"

namespace sluice::prompts::comfy {

// `source` and `explained` are left to the caller.
Reading extract(const Graph& graph);

}  // namespace sluice::prompts::comfy
