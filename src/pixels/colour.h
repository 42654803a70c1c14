#pragma once

// Colours as sRGB, by the profile that came with the picture (ICC.1). Made for small pictures: thumbnails.

#include <optional>
#include <string>

#include "pixels/image.h"

namespace sluice::pixels {

// In place; alpha stays. Does nothing where there is nothing to do: no profile, one that says it is sRGB, or one for
// grey or CMYK, since the decoder has made RGB of those. A profile that cannot be used is ignored, as viewers do; what
// comes back then is a warning.
std::optional<std::string> to_srgb(Image& image, ByteView icc);

}  // namespace sluice::pixels
