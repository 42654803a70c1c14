#include "pixels/avif.h"

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include <avif/avif.h>
#include <fmt/format.h>

#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

using Decoder = std::unique_ptr<avifDecoder, decltype([](avifDecoder* decoder) { avifDecoderDestroy(decoder); })>;
using Picture = std::unique_ptr<avifImage, decltype([](avifImage* image) { avifImageDestroy(image); })>;

Error as_error(avifResult result, const avifDiagnostics& diagnostics) {
  const std::string_view detail(diagnostics.error);
  switch (result) {
    case AVIF_RESULT_TRUNCATED_DATA:
    case AVIF_RESULT_IO_ERROR:
      return {Code::corrupt, "the picture ends early"};
    case AVIF_RESULT_OUT_OF_MEMORY:
      throw std::bad_alloc();
    case AVIF_RESULT_NOT_IMPLEMENTED:
    case AVIF_RESULT_UNSUPPORTED_DEPTH:
    case AVIF_RESULT_NO_CODEC_AVAILABLE:
      return {Code::unsupported, fmt::format("libavif: {}", avifResultToString(result))};
    default:
      break;
  }
  const bool too_large = detail.contains("too large");
  return {too_large ? Code::too_large : Code::corrupt,
          fmt::format("libavif: {}{}{}", avifResultToString(result), detail.empty() ? "" : ": ", detail)};
}

// Turned anticlockwise first, then mirrored (MIAF, 7.3.6.7), said in EXIF's numbers.
std::uint16_t orientation_of(const avifImage& image) {
  const bool mirrored = (image.transformFlags & AVIF_TRANSFORM_IMIR) != 0;
  const unsigned turns = (image.transformFlags & AVIF_TRANSFORM_IROT) != 0 ? image.irot.angle & 3u : 0u;
  constexpr std::array<std::uint16_t, 4> kTurned{1, 8, 3, 6};
  constexpr std::array<std::uint16_t, 4> kThenTopWithBottom{4, 5, 2, 7};
  constexpr std::array<std::uint16_t, 4> kThenLeftWithRight{2, 7, 4, 5};
  if (!mirrored) return kTurned.at(turns);
  return image.imir.mode == 0 ? kThenTopWithBottom.at(turns) : kThenLeftWithRight.at(turns);
}

Result<Image> to_image(const avifImage& picture) {
  Image image(picture.width, picture.height, picture.alphaPlane != nullptr ? Channels::rgba : Channels::rgb);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &picture);
  rgb.depth = 8;
  rgb.format = image.has_alpha() ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.alphaPremultiplied = AVIF_FALSE;
  rgb.pixels = image.samples().data();
  rgb.rowBytes = static_cast<std::uint32_t>(image.row_bytes());
  const avifResult result = avifImageYUVToRGB(&picture, &rgb);
  if (result != AVIF_RESULT_OK) return fail(Code::unsupported, fmt::format("libavif: {}", avifResultToString(result)));
  return image;
}

// Without what lies outside the clean aperture.
Result<Image> to_shown_image(const avifImage& picture) {
  avifDiagnostics diagnostics;
  avifCropRect rectangle;
  if ((picture.transformFlags & AVIF_TRANSFORM_CLAP) == 0 ||
      avifCropRectConvertCleanApertureBox(&rectangle, &picture.clap, picture.width, picture.height, picture.yuvFormat,
                                          &diagnostics) == AVIF_FALSE)
    return to_image(picture);
  const Picture view(avifImageCreateEmpty());
  if (!view || avifImageSetViewRect(view.get(), &picture, &rectangle) != AVIF_RESULT_OK) return to_image(picture);
  return to_image(*view);
}

class AvifDecoder {
 public:
  explicit AvifDecoder(const Limits& limits) : limits_(limits), decoder_(avifDecoderCreate()) {
    decoder_->codecChoice = AVIF_CODEC_CHOICE_DAV1D;
    decoder_->maxThreads = 1;
    decoder_->ignoreExif = AVIF_TRUE;
    decoder_->ignoreXMP = AVIF_TRUE;
    decoder_->imageSizeLimit =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(limits.pixels, AVIF_DEFAULT_IMAGE_SIZE_LIMIT));
    decoder_->imageDimensionLimit = limits.side;
    decoder_->strictFlags = AVIF_STRICT_DISABLED;  // what every browser shows is no error here
  }

  Result<void> open(const Bytes& bytes) {
    SLUICE_TRY(checked(avifDecoderSetIOMemory(decoder_.get(), bytes.data(), bytes.size())));
    SLUICE_TRY(checked(avifDecoderParse(decoder_.get())));
    return check_size(decoder_->image->width, decoder_->image->height, limits_);
  }

  // Frames evenly over the sequence, the first included; over its beginning where going through all of it would pass
  // more frames than the limits allow.
  [[nodiscard]] std::vector<std::uint32_t> choose(std::uint32_t frames) const {
    const std::uint64_t width = decoder_->image->width;
    const std::uint64_t height = decoder_->image->height;
    const std::uint32_t passable = passable_frames(width, height, limits_);
    const std::uint32_t kept = keepable_frames(frames, width, height, limits_);
    auto indexes = spread(kept, frame_count());
    if (frames_on_the_way(indexes) > passable) indexes = spread(kept, std::min(frame_count(), passable));
    return indexes;
  }

  Result<Image> frame(std::uint32_t index) {
    SLUICE_TRY(checked(avifDecoderNthImage(decoder_.get(), index)));
    SLUICE_TRY(check_size(decoder_->image->width, decoder_->image->height, limits_));
    return to_shown_image(*decoder_->image);
  }

  [[nodiscard]] const avifImage& picture() const { return *decoder_->image; }

 private:
  [[nodiscard]] std::uint32_t frame_count() const {
    return static_cast<std::uint32_t>(std::max(decoder_->imageCount, 1));
  }

  // Each frame needs those from its key frame on, unless they were decoded for the one before.
  [[nodiscard]] std::uint64_t frames_on_the_way(const std::vector<std::uint32_t>& indexes) const {
    std::uint64_t passed = 0;
    std::uint32_t next = 0;
    for (const std::uint32_t index : indexes) {
      passed += index + 1 - std::max(avifDecoderNearestKeyframe(decoder_.get(), index), next);
      next = index + 1;
    }
    return passed;
  }

  Result<void> checked(avifResult result) const {
    if (result == AVIF_RESULT_OK) return {};
    return fail(as_error(result, decoder_->diag));
  }

  const Limits& limits_;
  Decoder decoder_;
};

}  // namespace

Result<bool> is_avif(const formats::ByteSource& source) {
  const Bytes head = SLUICE_TRY(source.read_up_to(0, 256));
  const avifROData data{head.data(), head.size()};
  if (avifPeekCompatibleFileType(&data) != AVIF_FALSE) return true;
  // The major brand alone, where the box is longer than what was read.
  const std::string_view text = as_text(head);
  return text.size() >= 12 && text.substr(4, 4) == "ftyp" && text.substr(8, 3) == "avi";
}

Result<Decoded> decode_avif(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  const Bytes bytes = SLUICE_TRY(read_picture(source, limits));
  AvifDecoder decoder(limits);
  SLUICE_TRY(decoder.open(bytes));
  Decoded decoded;
  decoded.image = SLUICE_TRY(decoder.frame(0));
  decoded.orientation = orientation_of(decoder.picture());
  decoded.icc.assign(decoder.picture().icc.data, decoder.picture().icc.data + decoder.picture().icc.size);
  for (const std::uint32_t index : decoder.choose(request.frames)) {
    if (index == 0) continue;
    auto frame = decoder.frame(index);
    if (!frame) {
      decoded.warnings.push_back(fmt::format("frame {} of the sequence: {}", index + 1, frame.error().message));
      break;
    }
    decoded.more_frames.push_back(*std::move(frame));
  }
  return decoded;
}

}  // namespace sluice::pixels
