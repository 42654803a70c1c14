#pragma once

// XMP packets (ISO 16684-1): the packet itself goes to container "xmp", key "packet"; simple properties and lists of
// simple values go there under "prefix:Name" with the standard's prefix ("dc:description", "exif:UserComment"),
// whatever prefix the packet binds. Structures stay in the packet. Ratings, subjects, camera, times and position fill
// the fields that are still empty.

#include "base/bytes.h"
#include "formats/collector.h"

namespace sluice::formats {

void read_xmp(ByteView packet, Collector& collector);

}  // namespace sluice::formats
