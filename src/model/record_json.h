#pragma once

// Record ⇄ JSON: one shape for `sluice inspect`, staging and the report (METADATA.md, "The record"). The path is not
// part of it: whoever shows a record knows the file and puts `path` in front.

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/record.h"

namespace sluice::model {

// One line, keys in a fixed order.
std::string to_json(const Record& record);
// Reads what to_json wrote. The text may come from a worker: anything unexpected is Code::corrupt, never trusted.
Result<Record> record_from_json(std::string_view json);

}  // namespace sluice::model
