#include "pixels/warm_up.h"

#include <ctime>

#include "pixels/av.h"
#include "pixels/warm_up_samples.h"

namespace sluice::pixels {
namespace {

// What the samples do not run through but films are made of as well.
void open_further_codecs() {
  for (const AVCodecID id : {AV_CODEC_ID_HEVC, AV_CODEC_ID_MJPEG, AV_CODEC_ID_PRORES, AV_CODEC_ID_THEORA}) {
    const AVCodec* decoder = avcodec_find_decoder(id);
    const av::Codec codec(decoder != nullptr ? avcodec_alloc_context3(decoder) : nullptr);
    if (!codec) continue;
    codec->thread_count = 1;
    (void)avcodec_open2(codec.get(), decoder, nullptr);
  }
}

}  // namespace

void warm_up() {
  av_log_set_level(AV_LOG_QUIET);
  ::tzset();  // libavformat turns dates of some films into local time: reads the zone's file
  for (const WarmUpSample& sample : kWarmUpSamples) {
    const auto bytes = from_base64(sample.base64);
    if (bytes) (void)sample.decode(formats::MemorySource(*bytes), {.frames = 2}, {});
  }
  open_further_codecs();
}

}  // namespace sluice::pixels
