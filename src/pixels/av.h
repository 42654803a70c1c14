#pragma once

// Owners for the objects of libavcodec and libavformat. Included by sources only: nothing of these libraries shows in
// a public header.

#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
}

namespace sluice::pixels::av {

using Codec = std::unique_ptr<AVCodecContext, decltype([](AVCodecContext* codec) { avcodec_free_context(&codec); })>;
using Frame = std::unique_ptr<AVFrame, decltype([](AVFrame* frame) { av_frame_free(&frame); })>;
using Packet = std::unique_ptr<AVPacket, decltype([](AVPacket* packet) { av_packet_free(&packet); })>;

}  // namespace sluice::pixels::av
