#include "pixels/hevc_plugin.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include "base/bytes.h"
#include "pixels/av.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace sluice::pixels {
namespace {

constexpr heif_error kFine{heif_error_Ok, heif_suberror_Unspecified, "fine"};
constexpr heif_error kBroken{heif_error_Decoder_plugin_error, heif_suberror_Unspecified,
                             "the HEVC data does not decode"};
constexpr heif_error kNoMemory{heif_error_Memory_allocation_error, heif_suberror_Unspecified, "no memory"};
constexpr heif_error kUnknownKind{heif_error_Unsupported_feature, heif_suberror_Unsupported_data_version,
                                  "HEVC samples of a kind that is not known here"};

// One picture or tile: what libheif pushes, with start codes instead of lengths.
struct Decoding {
  Bytes stream;
};

constexpr Byte kPrefixSei = 39;  // ISO/IEC 23008-2, table 7-1
constexpr Byte kSuffixSei = 40;

// Units of "length, bytes" (ISO/IEC 14496-15). Supplemental information is left out: no pixel depends on it.
heif_error push(void* decoder, const void* data, std::size_t size) {
  constexpr std::array<Byte, 4> kStartCode{0, 0, 0, 1};
  Bytes& stream = static_cast<Decoding*>(decoder)->stream;
  ByteReader reader({static_cast<const Byte*>(data), size});
  while (!reader.at_end()) {
    const auto length = reader.u32be();
    const auto unit = length ? reader.take(*length) : Result<ByteView>(fail(length.error()));
    if (!unit) return kBroken;
    if (unit->empty()) continue;
    const int type = unit->front() >> 1 & 0x3F;
    if (type == kPrefixSei || type == kSuffixSei) continue;
    stream.insert(stream.end(), kStartCode.begin(), kStartCode.end());
    stream.insert(stream.end(), unit->begin(), unit->end());
  }
  return kFine;
}

av::Codec open_codec() {
  const AVCodec* hevc = avcodec_find_decoder(AV_CODEC_ID_HEVC);
  av::Codec codec(hevc != nullptr ? avcodec_alloc_context3(hevc) : nullptr);
  if (!codec) return nullptr;
  codec->thread_count = 1;
  codec->err_recognition = AV_EF_EXPLODE;  // damage is an error, not grey blocks
  return avcodec_open2(codec.get(), hevc, nullptr) == 0 ? std::move(codec) : nullptr;
}

av::Frame decode_stream(const Bytes& stream) {
  const av::Codec codec = open_codec();
  const av::Packet packet(av_packet_alloc());
  av::Frame frame(av_frame_alloc());
  if (!codec || !packet || !frame || stream.empty() || stream.size() > (1u << 30)) return nullptr;
  if (av_new_packet(packet.get(), static_cast<int>(stream.size())) != 0) return nullptr;
  std::ranges::copy(stream, packet->data);
  if (avcodec_send_packet(codec.get(), packet.get()) != 0) return nullptr;
  avcodec_send_packet(codec.get(), nullptr);  // the end: hands out what it holds
  if (avcodec_receive_frame(codec.get(), frame.get()) != 0) return nullptr;
  const bool damaged = (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame->decode_error_flags != 0;
  return damaged ? nullptr : std::move(frame);
}

// Planes that libheif stores the same way: 8 bits in bytes, more in 16-bit numbers of this machine's order.
bool is_known_kind(const AVPixFmtDescriptor& kind) {
  const bool planar = (kind.flags & AV_PIX_FMT_FLAG_PLANAR) != 0 || kind.nb_components == 1;
  return planar && (kind.flags & AV_PIX_FMT_FLAG_BE) == 0 && (kind.nb_components == 1 || kind.nb_components == 3) &&
         kind.comp[0].depth >= 8 && kind.comp[0].depth <= 16;
}

heif_chroma chroma_of(const AVPixFmtDescriptor& kind) {
  if (kind.nb_components == 1) return heif_chroma_monochrome;
  if (kind.log2_chroma_w == 0) return heif_chroma_444;
  return kind.log2_chroma_h == 0 ? heif_chroma_422 : heif_chroma_420;
}

heif_error copy_plane(const AVFrame& frame, const AVPixFmtDescriptor& kind, int plane, heif_image* image) {
  constexpr std::array kChannels{heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  const heif_channel channel = kChannels.at(static_cast<std::size_t>(plane));
  const int width = plane == 0 ? frame.width : AV_CEIL_RSHIFT(frame.width, kind.log2_chroma_w);
  const int height = plane == 0 ? frame.height : AV_CEIL_RSHIFT(frame.height, kind.log2_chroma_h);
  if (heif_image_add_plane(image, channel, width, height, kind.comp[0].depth).code != heif_error_Ok) return kNoMemory;
  int stride = 0;
  Byte* out = heif_image_get_plane(image, channel, &stride);
  const std::size_t row_bytes = static_cast<std::size_t>(width) * (kind.comp[0].depth > 8 ? 2 : 1);
  if (out == nullptr || row_bytes > static_cast<std::size_t>(stride)) return kNoMemory;
  for (std::ptrdiff_t y = 0; y < height; ++y)
    std::memcpy(out + y * stride, frame.data[plane] + y * frame.linesize[plane], row_bytes);
  return kFine;
}

// What the stream itself says of its colours; a "colr" box in the file takes precedence in libheif.
void tell_colors(const AVFrame& frame, heif_image* image) {
  heif_color_profile_nclx* colors = heif_nclx_color_profile_alloc();
  if (colors == nullptr) return;
  heif_nclx_color_profile_set_color_primaries(colors, static_cast<std::uint16_t>(frame.color_primaries));
  heif_nclx_color_profile_set_transfer_characteristics(colors, static_cast<std::uint16_t>(frame.color_trc));
  heif_nclx_color_profile_set_matrix_coefficients(colors, static_cast<std::uint16_t>(frame.colorspace));
  colors->full_range_flag = frame.color_range == AVCOL_RANGE_JPEG ? 1 : 0;
  heif_image_set_nclx_color_profile(image, colors);
  heif_nclx_color_profile_free(colors);
}

heif_error decode(void* decoder, heif_image** out) {
  const av::Frame frame = decode_stream(static_cast<Decoding*>(decoder)->stream);
  if (!frame) return kBroken;
  const AVPixFmtDescriptor* kind = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame->format));
  if (kind == nullptr || !is_known_kind(*kind)) return kUnknownKind;
  const heif_colorspace space = kind->nb_components == 1 ? heif_colorspace_monochrome : heif_colorspace_YCbCr;
  heif_image* image = nullptr;
  if (heif_image_create(frame->width, frame->height, space, chroma_of(*kind), &image).code != heif_error_Ok)
    return kNoMemory;
  for (int plane = 0; plane < kind->nb_components; ++plane) {
    const heif_error copied = copy_plane(*frame, *kind, plane, image);
    if (copied.code == heif_error_Ok) continue;
    heif_image_release(image);
    return copied;
  }
  tell_colors(*frame, image);
  *out = image;
  return kFine;
}

constexpr heif_decoder_plugin kPlugin{
    .plugin_api_version = 3,
    .get_plugin_name = [] { return "libavcodec, on the calling thread"; },
    .init_plugin = nullptr,
    .deinit_plugin = nullptr,
    // libde265 says 100.
    .does_support_format = [](heif_compression_format format) { return format == heif_compression_HEVC ? 200 : 0; },
    .new_decoder =
        [](void** decoder) {
          *decoder = new Decoding;
          return kFine;
        },
    .free_decoder = [](void* decoder) { delete static_cast<Decoding*>(decoder); },
    .push_data = &push,
    .decode_image = &decode,
    .set_strict_decoding = [](void*, int) {},
    .id_name = "libavcodec"};

}  // namespace

void use_hevc_plugin() {
  [[maybe_unused]] static const bool is_registered = [] {
    av_log_set_level(AV_LOG_QUIET);
    heif_init(nullptr);
    return heif_register_decoder_plugin(&kPlugin).code == heif_error_Ok;
  }();
}

}  // namespace sluice::pixels
