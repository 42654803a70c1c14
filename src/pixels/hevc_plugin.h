#pragma once

// HEVC decoding for libheif by libavcodec. libheif's own way, libde265, starts a thread for every picture, which a
// sealed worker may not; libavcodec decodes on the calling thread (and with vector code throughout).

namespace sluice::pixels {

// From here on libheif decodes HEVC with it; also sets libheif up. The second and later calls do nothing.
void use_hevc_plugin();

}  // namespace sluice::pixels
