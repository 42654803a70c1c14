#pragma once

// Texts that describe the file or the camera and need no explaining: they are kept raw, but not listed as unparsed.

#include "model/raw_metadata.h"

namespace sluice::worker {

bool is_technical_tag(const model::RawText& text);

}  // namespace sluice::worker
