#include "pixels/webp.h"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

using Demuxer = std::unique_ptr<WebPDemuxer, decltype([](WebPDemuxer* demuxer) { WebPDemuxDelete(demuxer); })>;
using Animation =
    std::unique_ptr<WebPAnimDecoder, decltype([](WebPAnimDecoder* decoder) { WebPAnimDecoderDelete(decoder); })>;

constexpr int kLossless = 2;  // WebPBitstreamFeatures::format

Error as_error(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      return {Code::corrupt, "the picture ends early"};
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return {Code::unsupported, "a WebP of a kind that libwebp does not know"};
    case VP8_STATUS_OUT_OF_MEMORY:
      throw std::bad_alloc();
    default:
      return {Code::corrupt, "the WebP data does not decode"};
  }
}

Result<Image> decode_still(const Bytes& bytes, const WebPBitstreamFeatures& features) {
  const bool alpha = features.has_alpha != 0;
  Image image(static_cast<std::uint32_t>(features.width), static_cast<std::uint32_t>(features.height),
              alpha ? Channels::rgba : Channels::rgb);
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {image.samples().data(), static_cast<int>(image.row_bytes()), image.byte_count()};
  const VP8StatusCode status = WebPDecode(bytes.data(), bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (status != VP8_STATUS_OK) return fail(as_error(status));
  return image;
}

Image canvas_copy(const WebPAnimInfo& info, const std::uint8_t* rgba) {
  Image image(info.canvas_width, info.canvas_height, Channels::rgba);
  std::copy_n(rgba, image.byte_count(), image.samples().data());
  return without_idle_alpha(std::move(image));
}

Result<void> decode_animation(const WebPData& data, const Request& request, const Limits& limits, Decoded& decoded) {
  WebPBitstreamFeatures canvas;
  if (WebPGetFeatures(data.bytes, data.size, &canvas) != VP8_STATUS_OK)
    return fail(Code::corrupt, "the animation does not decode");
  // Two canvases and a frame of libwebp's, and what becomes of them here.
  constexpr std::uint64_t kBytesPerPixel = 4 * 4;
  SLUICE_TRY(check_memory(
      kBytesPerPixel * static_cast<std::uint64_t>(canvas.width) * static_cast<std::uint64_t>(canvas.height), limits));
  WebPAnimDecoderOptions options;
  WebPAnimDecoderOptionsInit(&options);
  options.color_mode = MODE_RGBA;
  options.use_threads = 0;
  const Animation animation(WebPAnimDecoderNew(&data, &options));
  WebPAnimInfo info;
  if (!animation || WebPAnimDecoderGetInfo(animation.get(), &info) == 0)
    return fail(Code::corrupt, "the animation does not decode");
  const auto [width, height] = std::pair(info.canvas_width, info.canvas_height);
  const auto wanted = spread(keepable_frames(request.frames, width, height, limits),
                             std::min(info.frame_count, passable_frames(width, height, limits)));
  std::uint32_t index = 0;
  for (const std::uint32_t next : wanted) {
    std::uint8_t* rgba = nullptr;
    for (int time_ms = 0; index <= next; ++index) {
      if (WebPAnimDecoderGetNext(animation.get(), &rgba, &time_ms) == 0) break;
    }
    if (index <= next) {
      if (decoded.image.is_empty()) return fail(Code::corrupt, "the animation's first frame does not decode");
      decoded.warnings.push_back(fmt::format("frame {} of the animation does not decode", index + 1));
      return {};
    }
    Image image = canvas_copy(info, rgba);
    if (decoded.image.is_empty())
      decoded.image = std::move(image);
    else
      decoded.more_frames.push_back(std::move(image));
  }
  if (decoded.image.is_empty()) return fail(Code::corrupt, "an animation without frames");
  return {};
}

// The frame as stored, not as composited, says how it was compressed.
bool is_first_frame_lossless(const WebPDemuxer* demuxer) {
  WebPIterator frame;
  if (WebPDemuxGetFrame(demuxer, 1, &frame) == 0) return false;
  WebPBitstreamFeatures features;
  const bool lossless = WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &features) == VP8_STATUS_OK &&
                        features.format == kLossless;
  WebPDemuxReleaseIterator(&frame);
  return lossless;
}

Bytes color_profile(const WebPDemuxer* demuxer) {
  WebPChunkIterator chunk;
  if (WebPDemuxGetChunk(demuxer, "ICCP", 1, &chunk) == 0) return {};
  Bytes profile(chunk.chunk.bytes, chunk.chunk.bytes + chunk.chunk.size);
  WebPDemuxReleaseChunkIterator(&chunk);
  return profile;
}

}  // namespace

Result<Decoded> decode_webp(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  const Bytes bytes = SLUICE_TRY(read_picture(source, limits));
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(bytes.data(), bytes.size(), &features);
  if (status != VP8_STATUS_OK) return fail(as_error(status));
  SLUICE_TRY(
      check_size(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height), limits));
  const WebPData data{bytes.data(), bytes.size()};
  WebPDemuxState state = WEBP_DEMUX_PARSING_HEADER;
  const Demuxer demuxer(WebPDemuxPartial(&data, &state));  // of a cut file: what there is
  Decoded decoded;
  decoded.orientation = request.orientation;
  if (demuxer) decoded.icc = color_profile(demuxer.get());
  if (features.has_animation != 0) {
    decoded.is_lossless = demuxer && is_first_frame_lossless(demuxer.get());
    SLUICE_TRY(decode_animation(data, request, limits, decoded));
    return decoded;
  }
  decoded.is_lossless = features.format == kLossless;
  decoded.image = SLUICE_TRY(decode_still(bytes, features));
  return decoded;
}

}  // namespace sluice::pixels
