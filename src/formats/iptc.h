#pragma once

// IPTC-IIM records (IIM 4.2, record 2) and the Photoshop resource blocks that carry them in JPEG's APP13. Keywords
// become subjects; all texts go to container "iptc" under the data set's name.

#include "base/bytes.h"
#include "formats/collector.h"

namespace sluice::formats {

void read_iptc(ByteView bytes, Collector& collector);

// The blocks after "Photoshop 3.0\0".
void read_photoshop_resources(ByteView bytes, Collector& collector);

}  // namespace sluice::formats
