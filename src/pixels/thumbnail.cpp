#include "pixels/thumbnail.h"

#include <memory>

#include <turbojpeg.h>

#include "base/assert.h"

namespace sluice::pixels {

Result<Bytes> encode_jpeg(const Image& rgb, int quality) {
  SLUICE_ASSERT(!rgb.is_empty() && !rgb.has_alpha() && quality >= 1 && quality <= 100);
  const std::unique_ptr<void, decltype(&tjDestroy)> codec(tjInitCompress(), &tjDestroy);
  if (!codec) return fail(Code::internal, "the JPEG encoder does not start");
  const int width = static_cast<int>(rgb.width());
  const int height = static_cast<int>(rgb.height());
  Bytes out(tjBufSize(width, height, TJSAMP_420));
  unsigned char* buffer = out.data();
  unsigned long size = out.size();
  if (tjCompress2(codec.get(), rgb.samples().data(), width, 0, height, TJPF_RGB, &buffer, &size, TJSAMP_420, quality,
                  TJFLAG_NOREALLOC) != 0)
    return fail(Code::internal, tjGetErrorStr2(codec.get()));
  out.resize(size);
  out.shrink_to_fit();
  return out;
}

}  // namespace sluice::pixels
