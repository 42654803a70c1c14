#include "pixels/jxl.h"

#include <memory>

#include <jxl/decode.h>

#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

using Decoder = std::unique_ptr<JxlDecoder, decltype([](JxlDecoder* decoder) { JxlDecoderDestroy(decoder); })>;

// The profile of the pixels as they come out; nothing where that is plain sRGB.
Bytes color_profile(const JxlDecoder* decoder, const JxlPixelFormat& format) {
  JxlColorEncoding encoding;
  if (JxlDecoderGetColorAsEncodedProfile(decoder, &format, JXL_COLOR_PROFILE_TARGET_DATA, &encoding) ==
          JXL_DEC_SUCCESS &&
      encoding.color_space == JXL_COLOR_SPACE_RGB && encoding.white_point == JXL_WHITE_POINT_D65 &&
      encoding.primaries == JXL_PRIMARIES_SRGB && encoding.transfer_function == JXL_TRANSFER_FUNCTION_SRGB)
    return {};
  std::size_t size = 0;
  if (JxlDecoderGetICCProfileSize(decoder, &format, JXL_COLOR_PROFILE_TARGET_DATA, &size) != JXL_DEC_SUCCESS) return {};
  Bytes profile(size);
  if (JxlDecoderGetColorAsICCProfile(decoder, &format, JXL_COLOR_PROFILE_TARGET_DATA, profile.data(), size) !=
      JXL_DEC_SUCCESS)
    return {};
  // Grey pixels come out as RGB here: a grey profile does not fit them.
  const bool is_grey = profile.size() >= 20 && as_text(profile).substr(16, 4) == "GRAY";
  return is_grey ? Bytes() : profile;
}

class JxlPicture {
 public:
  explicit JxlPicture(const Limits& limits) : limits_(limits), decoder_(JxlDecoderCreate(nullptr)) {}

  Result<Decoded> decode(const Bytes& bytes) {
    constexpr int kEvents = JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE;
    if (!decoder_ || JxlDecoderSubscribeEvents(decoder_.get(), kEvents) != JXL_DEC_SUCCESS ||
        JxlDecoderSetInput(decoder_.get(), bytes.data(), bytes.size()) != JXL_DEC_SUCCESS)
      return fail(Code::too_large, "no memory for the picture");
    // Not each of these may be asked for in every version; where it fails, the default is what is wanted.
    JxlDecoderSetUnpremultiplyAlpha(decoder_.get(), JXL_TRUE);
    JxlDecoderCloseInput(decoder_.get());
    while (!is_done_) SLUICE_TRY(take(JxlDecoderProcessInput(decoder_.get())));
    return std::move(decoded_);
  }

 private:
  Result<void> take(JxlDecoderStatus status) {
    switch (status) {
      case JXL_DEC_BASIC_INFO:
        return take_basic_info();
      case JXL_DEC_COLOR_ENCODING:
        decoded_.icc = color_profile(decoder_.get(), format_);
        return {};
      case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
        return give_buffer();
      case JXL_DEC_FULL_IMAGE:
        is_done_ = true;
        return {};
      case JXL_DEC_NEED_MORE_INPUT:
        return fail(Code::corrupt, "the picture ends early");
      case JXL_DEC_SUCCESS:
        return fail(Code::corrupt, "a JPEG XL file without a picture");
      default:
        return fail(Code::corrupt, "the JPEG XL data does not decode");
    }
  }

  Result<void> take_basic_info() {
    JxlBasicInfo info;
    if (JxlDecoderGetBasicInfo(decoder_.get(), &info) != JXL_DEC_SUCCESS)
      return fail(Code::corrupt, "no basic information");
    SLUICE_TRY(check_size(info.xsize, info.ysize, limits_));
    const bool alpha = info.alpha_bits > 0;
    format_.num_channels = alpha ? 4 : 3;
    width_ = info.xsize;
    height_ = info.ysize;
    return {};
  }

  Result<void> give_buffer() {
    Image image(width_, height_, format_.num_channels == 4 ? Channels::rgba : Channels::rgb);
    std::size_t size = 0;
    if (JxlDecoderImageOutBufferSize(decoder_.get(), &format_, &size) != JXL_DEC_SUCCESS ||
        size != image.byte_count() ||
        JxlDecoderSetImageOutBuffer(decoder_.get(), &format_, image.samples().data(), size) != JXL_DEC_SUCCESS)
      return fail(Code::unsupported, "libjxl does not give this picture as 8-bit RGB");
    decoded_.image = std::move(image);
    return {};
  }

  const Limits& limits_;
  Decoder decoder_;
  JxlPixelFormat format_{3, JXL_TYPE_UINT8, JXL_LITTLE_ENDIAN, 0};
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  bool is_done_ = false;
  Decoded decoded_;
};

}  // namespace

Result<Decoded> decode_jxl(const formats::ByteSource& source, const Request&, const Limits& limits) {
  const Bytes bytes = SLUICE_TRY(read_picture(source, limits));
  return JxlPicture(limits).decode(bytes);
}

}  // namespace sluice::pixels
