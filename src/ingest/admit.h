#pragma once

// What is asked of a session, held against what may be read: the same for starting one and for estimating it.

#include "async/task.h"
#include "ingest/pattern.h"
#include "ingest/pipeline.h"
#include "model/parameters.h"

namespace sluice::ingest {

// The pattern, once everything is in order; the directories become absolute. invalid_argument and denied name the
// field.
task<Result<Pattern>> admit(const Machinery& machinery, model::Parameters& parameters);

}  // namespace sluice::ingest
