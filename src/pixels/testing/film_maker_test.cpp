#include "pixels/testing/film_maker.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <gtest/gtest.h>

#include "pixels/testing/leaks_of_others.h"

extern "C" {
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

namespace sluice::pixels::testing {
namespace {

struct Memory {
  Bytes bytes;
  std::size_t position = 0;
};

int write_memory(void* memory, std::uint8_t* data, int count) {
  auto& out = *static_cast<Memory*>(memory);
  const auto size = static_cast<std::size_t>(count);
  out.bytes.resize(std::max(out.bytes.size(), out.position + size));
  std::copy_n(data, size, out.bytes.data() + out.position);
  out.position += size;
  return count;
}

int read_memory(void* memory, std::uint8_t* data, int count) {
  auto& in = *static_cast<Memory*>(memory);
  const std::size_t size = std::min(static_cast<std::size_t>(count), in.bytes.size() - in.position);
  std::copy_n(in.bytes.data() + in.position, size, data);
  in.position += size;
  return size == 0 ? AVERROR_EOF : static_cast<int>(size);
}

std::int64_t seek_memory(void* memory, std::int64_t offset, int whence) {
  auto& file = *static_cast<Memory*>(memory);
  if ((whence & AVSEEK_SIZE) != 0) return static_cast<std::int64_t>(file.bytes.size());
  const std::size_t base = whence == SEEK_CUR ? file.position : whence == SEEK_END ? file.bytes.size() : 0;
  file.position = static_cast<std::size_t>(static_cast<std::int64_t>(base) + offset);
  return static_cast<std::int64_t>(file.position);
}

class FilmMaker {
 public:
  FilmMaker(const FilmOptions& options, const Image& first) : options_(options) {
    av_log_set_level(AV_LOG_QUIET);
    avformat_alloc_output_context2(&film_, nullptr, options.container, nullptr);
    constexpr int kBuffer = 4096;
    film_->pb = avio_alloc_context(static_cast<unsigned char*>(av_malloc(kBuffer)), kBuffer, 1, &memory_, &read_memory,
                                   &write_memory, &seek_memory);
    film_->flags |= AVFMT_FLAG_BITEXACT;
    open_codec(first);
    start();
  }
  FilmMaker(const FilmMaker&) = delete;
  FilmMaker& operator=(const FilmMaker&) = delete;
  ~FilmMaker() {
    av_freep(&film_->pb->buffer);
    avio_context_free(&film_->pb);
    avformat_free_context(film_);
  }

  void add(const Image& picture) {
    const av::Frame frame(av_frame_alloc());
    frame->format = codec_->pix_fmt;
    frame->width = codec_->width;
    frame->height = codec_->height;
    frame->colorspace = codec_->colorspace;
    frame->color_range = codec_->color_range;
    frame->sample_aspect_ratio = codec_->sample_aspect_ratio;
    av_frame_get_buffer(frame.get(), 0);
    SwsContext* scaler = sws_getContext(frame->width, frame->height, AV_PIX_FMT_RGB24, frame->width, frame->height,
                                        codec_->pix_fmt, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr, nullptr);
    const int* matrix = sws_getCoefficients(codec_->colorspace);
    sws_setColorspaceDetails(scaler, sws_getCoefficients(SWS_CS_DEFAULT), 1, matrix,
                             codec_->color_range == AVCOL_RANGE_JPEG ? 1 : 0, 0, 1 << 16, 1 << 16);
    const std::array<const std::uint8_t*, 4> data{picture.samples().data()};
    const std::array<int, 4> strides{static_cast<int>(picture.row_bytes())};
    sws_scale(scaler, data.data(), strides.data(), 0, frame->height, frame->data, frame->linesize);
    sws_freeContext(scaler);
    frame->pts = next_time_++;
    EXPECT_EQ(avcodec_send_frame(codec_.get(), frame.get()), 0);
    write_packets();
  }

  Bytes finish() {
    avcodec_send_frame(codec_.get(), nullptr);
    write_packets();
    av_write_trailer(film_);
    avio_flush(film_->pb);
    return std::move(memory_.bytes);
  }

 private:
  void open_codec(const Image& first) {
    const AVCodec* encoder = avcodec_find_encoder_by_name(options_.encoder);
    codec_.reset(avcodec_alloc_context3(encoder));
    codec_->width = static_cast<int>(first.width());
    codec_->height = static_cast<int>(first.height());
    codec_->time_base = {1, 10};
    codec_->framerate = {10, 1};
    const bool is_jpeg = std::string_view(options_.encoder) == "mjpeg";
    codec_->pix_fmt = is_jpeg ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
    codec_->color_range = is_jpeg || options_.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    codec_->colorspace = options_.matrix;
    codec_->gop_size = options_.key_distance;
    codec_->sample_aspect_ratio = options_.aspect;
    codec_->thread_count = 1;
    codec_->bit_rate = 4'000'000;
    if ((film_->oformat->flags & AVFMT_GLOBALHEADER) != 0) codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_opt_set(codec_->priv_data, "preset", "ultrafast", 0);
    av_opt_set(codec_->priv_data, "x265-params", "log-level=none:pools=none", 0);
    av_opt_set(codec_->priv_data, "deadline", "realtime", 0);
    av_opt_set(codec_->priv_data, "usage", "realtime", 0);
    av_opt_set(codec_->priv_data, "cpu-used", "8", 0);
    EXPECT_EQ(avcodec_open2(codec_.get(), encoder, nullptr), 0) << options_.encoder;
  }

  void start() {
    track_ = avformat_new_stream(film_, nullptr);
    avcodec_parameters_from_context(track_->codecpar, codec_.get());
    track_->time_base = codec_->time_base;
    track_->sample_aspect_ratio = options_.aspect;
    if (options_.clockwise != 0) {
      auto* matrix = reinterpret_cast<std::int32_t*>(
          av_stream_new_side_data(track_, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(std::int32_t)));
      av_display_rotation_set(matrix, options_.clockwise);
    }
    if (options_.index_at_front) av_opt_set(film_->priv_data, "moov_size", "4096", 0);  // room for it
    EXPECT_GE(avformat_write_header(film_, nullptr), 0);
  }

  void write_packets() {
    const av::Packet packet(av_packet_alloc());
    while (avcodec_receive_packet(codec_.get(), packet.get()) == 0) {
      packet->duration = 1;
      av_packet_rescale_ts(packet.get(), codec_->time_base, track_->time_base);
      packet->stream_index = track_->index;
      EXPECT_EQ(av_write_frame(film_, packet.get()), 0);
      av_packet_unref(packet.get());
    }
  }

  FilmOptions options_;
  Memory memory_;
  AVFormatContext* film_ = nullptr;
  AVStream* track_ = nullptr;
  av::Codec codec_;
  std::int64_t next_time_ = 0;
};

}  // namespace

Bytes make_film(const FilmOptions& options, const std::vector<Image>& pictures) {
  if (avcodec_find_encoder_by_name(options.encoder) == nullptr) return {};
  const LeaksOfOthers ignored;
  FilmMaker maker(options, pictures.front());
  for (const Image& picture : pictures) maker.add(picture);
  return maker.finish();
}

}  // namespace sluice::pixels::testing
