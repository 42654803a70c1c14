#include "pixels/film_frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <new>
#include <span>

#include "pixels/bounds.h"
#include "pixels/decode.h"

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace sluice::pixels {
namespace {

using Scaler = std::unique_ptr<SwsContext, decltype([](SwsContext* scaler) { sws_freeContext(scaler); })>;

struct Size {
  int width = 0;
  int height = 0;
};

// Pixels that are not square are made so by width, as players do; odd claims are not believed.
int shown_width(const AVFrame& frame, AVRational aspect) {
  if (aspect.num <= 0 || aspect.den <= 0 || aspect.num == aspect.den) return frame.width;
  const double ratio = av_q2d(aspect);
  if (ratio < 0.1 || ratio > 10) return frame.width;
  return std::max(1, static_cast<int>(std::lround(frame.width * ratio)));
}

Size enough_of(Size size) {
  constexpr int kLeast = static_cast<int>(kEnough);
  int divisor = 1;
  while (size.width / (divisor * 2) >= kLeast && size.height / (divisor * 2) >= kLeast) divisor *= 2;
  return {size.width / divisor, size.height / divisor};
}

// What a film without a word on its colours was made with: high definition BT.709, older sizes BT.601.
int matrix_of(const AVFrame& frame) {
  constexpr int kHighDefinition = 577;  // more lines than PAL
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
      return SWS_CS_ITU709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return SWS_CS_BT2020;
    case AVCOL_SPC_SMPTE240M:
      return SWS_CS_SMPTE240M;
    case AVCOL_SPC_FCC:
      return SWS_CS_FCC;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      return SWS_CS_ITU601;
    default:
      return frame.height >= kHighDefinition ? SWS_CS_ITU709 : SWS_CS_ITU601;
  }
}

Scaler make_scaler(const AVFrame& frame, Size size, AVPixelFormat to) {
  const bool is_smaller = size.width < frame.width || size.height < frame.height;
  // Area averages; never SWS_FAST_BILINEAR, which writes machine code at run time.
  const int method = (is_smaller ? SWS_AREA : SWS_BILINEAR) | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
  Scaler scaler(sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), size.width,
                               size.height, to, method, nullptr, nullptr, nullptr));
  if (!scaler) return nullptr;
  const int full_range = frame.color_range == AVCOL_RANGE_JPEG ? 1 : 0;
  // Fails where nothing is to be converted (RGB in the film): then it is not needed.
  sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(matrix_of(frame)), full_range,
                           sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
  return scaler;
}

// libswscale writes whole vectors: into rows with room at their ends, never straight into an Image.
class PaddedRows {
 public:
  PaddedRows(const PaddedRows&) = delete;
  PaddedRows& operator=(const PaddedRows&) = delete;
  PaddedRows(Size size, AVPixelFormat format) {
    constexpr int kAlignment = 64;
    if (av_image_alloc(data_.data(), strides_.data(), size.width + kAlignment, size.height, format, kAlignment) < 0)
      data_[0] = nullptr;
  }
  ~PaddedRows() { av_freep(static_cast<void*>(&data_[0])); }
  [[nodiscard]] bool is_there() const { return data_[0] != nullptr; }
  [[nodiscard]] std::uint8_t* const* data() const { return data_.data(); }
  [[nodiscard]] const int* strides() const { return strides_.data(); }
  void copy_to(Image& image) const {
    const auto stride = static_cast<std::size_t>(strides_[0]);
    const ByteView all(data_[0], stride * image.height());
    for (std::uint32_t y = 0; y < image.height(); ++y)
      std::ranges::copy(all.subspan(y * stride, image.row_bytes()), image.row(y).begin());
  }

 private:
  std::array<std::uint8_t*, 4> data_{};
  std::array<int, 4> strides_{};
};

}  // namespace

Result<Scaled> to_image(const AVFrame& frame, AVRational aspect, Scaling scaling, const Limits& limits) {
  const Size stored{frame.width, frame.height};
  const Size size = scaling == Scaling::none ? stored : enough_of({shown_width(frame, aspect), frame.height});
  SLUICE_TRY(check_size(static_cast<std::uint64_t>(stored.width), static_cast<std::uint64_t>(stored.height), limits));
  SLUICE_TRY(check_size(static_cast<std::uint64_t>(size.width), static_cast<std::uint64_t>(size.height), limits));
  const AVPixFmtDescriptor* kind = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  const bool alpha = kind != nullptr && (kind->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
  const AVPixelFormat to = alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24;
  const Scaler scaler = make_scaler(frame, size, to);
  if (!scaler) return fail(Code::unsupported, "samples of a kind that libswscale does not know");
  const PaddedRows rows(size, to);
  if (!rows.is_there()) throw std::bad_alloc();
  if (sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, rows.data(), rows.strides()) != size.height)
    return fail(Code::corrupt, "the frame does not convert");
  Scaled scaled{.image = Image(static_cast<std::uint32_t>(size.width), static_cast<std::uint32_t>(size.height),
                               alpha ? Channels::rgba : Channels::rgb),
                .is_every_pixel = size.width == stored.width && size.height == stored.height};
  rows.copy_to(scaled.image);
  if (alpha) scaled.image = without_idle_alpha(std::move(scaled.image));
  return scaled;
}

}  // namespace sluice::pixels
