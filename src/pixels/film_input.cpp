#include "pixels/film_input.h"

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/sniff.h"
#include "pixels/bounds.h"

namespace sluice::pixels {
namespace {

constexpr int kBufferBytes = 64 * 1024;

// libavformat gives up beyond that many, as if memory had run out.
constexpr std::uint32_t kMostTracks = 1000;

// What libavformat and libavcodec answer, in our words. They say that memory ran out also where they never asked for
// it, since what the file claims is beyond measure: no std::bad_alloc.
Error error_of(int error, std::string_view unknown, std::string_view damaged) {
  switch (error) {
    case AVERROR(ENOMEM):
      return {Code::too_large, std::string(kTooMuchMemory)};
    case AVERROR_PATCHWELCOME:
    case AVERROR(ENOSYS):
      return {Code::unsupported, std::string(unknown)};
    case AVERROR_EOF:
      return {Code::corrupt, "the film ends early"};
    default:
      return {Code::corrupt, std::string(damaged)};
  }
}

// Files may name others (QuickTime's data references): those are not opened.
int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EACCES); }

std::string codec_name(const AVCodecParameters& parameters) {
  if (parameters.codec_id != AV_CODEC_ID_NONE) return avcodec_get_name(parameters.codec_id);
  std::array<char, AV_FOURCC_MAX_STRING_SIZE> text{};
  return to_text(av_fourcc_make_string(text.data(), parameters.codec_tag));
}

bool is_cover(const AVStream& stream) { return (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0; }

// Higher is shown rather: video before covers, then what the file calls its default, then the larger picture.
std::tuple<bool, bool, std::int64_t> rank(const AVStream& stream) {
  const AVCodecParameters& parameters = *stream.codecpar;
  return {!is_cover(stream), (stream.disposition & AV_DISPOSITION_DEFAULT) != 0,
          std::int64_t{parameters.width} * parameters.height};
}

}  // namespace

Result<std::unique_ptr<FilmInput>> FilmInput::open(const formats::ByteSource& source, const Limits& limits) {
  av_log_set_level(AV_LOG_QUIET);
  std::unique_ptr<FilmInput> input(new FilmInput(source));
  const Result<void> opened = [&]() -> Result<void> {
    SLUICE_TRY(input->open_container());
    SLUICE_TRY(input->choose_track());
    return input->open_codec(limits);
  }();
  if (input->io_error_) return fail(*input->io_error_);
  if (!opened) return fail(opened.error());
  input->budget_ = limits.frames_passed;
  return input;
}

FilmInput::~FilmInput() {
  avformat_close_input(&container_);
  if (io_ != nullptr) av_freep(static_cast<void*>(&io_->buffer));
  avio_context_free(&io_);
}

Result<void> FilmInput::open_container() {
  const formats::Format format = SLUICE_TRY(formats::sniff(source_));
  mask_.emplace(source_, format);
  if (mask_->tracks() > kMostTracks)
    return fail(Code::too_large,
                fmt::format("{} tracks: more than the {} that are read", mask_->tracks(), kMostTracks));
  auto* buffer = static_cast<unsigned char*>(av_malloc(kBufferBytes));
  io_ = avio_alloc_context(buffer, kBufferBytes, 0, this, &FilmInput::read, nullptr, &FilmInput::seek_bytes);
  container_ = avformat_alloc_context();
  if (io_ == nullptr || container_ == nullptr) {
    if (io_ == nullptr) av_free(buffer);
    throw std::bad_alloc();
  }
  container_->pb = io_;
  container_->flags |= AVFMT_FLAG_CUSTOM_IO;
  container_->io_open = &refuse_to_open;
  container_->max_streams = static_cast<int>(kMostTracks);
  const AVInputFormat* demuxer = av_find_input_format(format == formats::Format::matroska ? "matroska" : "mov");
  // Frees and clears the container when it fails.
  const int error = avformat_open_input(&container_, nullptr, demuxer, nullptr);
  if (error < 0) return fail(error_of(error, "a film of a kind that is not read", "the film's structure is damaged"));
  return {};
}

Result<void> FilmInput::choose_track() {
  for (AVStream* stream : std::span(container_->streams, container_->nb_streams)) {
    stream->discard = AVDISCARD_ALL;
    if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    if (track_ == nullptr || rank(*stream) > rank(*track_)) track_ = stream;
  }
  if (track_ == nullptr) return fail(Code::not_found, "no video track");
  track_->discard = AVDISCARD_DEFAULT;
  is_still_ = is_cover(*track_);
  return {};
}

Result<void> FilmInput::open_codec(const Limits& limits) {
  const AVCodecParameters& parameters = *track_->codecpar;
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr) return fail(Code::unsupported, "no decoder for the codec " + codec_name(parameters));
  if (parameters.width > 0 && parameters.height > 0)
    SLUICE_TRY(check_size(static_cast<std::uint64_t>(parameters.width), static_cast<std::uint64_t>(parameters.height),
                          limits));
  codec_.reset(avcodec_alloc_context3(decoder));
  packet_.reset(av_packet_alloc());
  frame_.reset(av_frame_alloc());
  if (!codec_ || !packet_ || !frame_ || avcodec_parameters_to_context(codec_.get(), &parameters) < 0)
    throw std::bad_alloc();
  codec_->thread_count = 1;
  codec_->pkt_timebase = track_->time_base;
  codec_->max_pixels = static_cast<std::int64_t>(limits.pixels);
  const int error = avcodec_open2(codec_.get(), decoder, nullptr);
  if (error < 0)
    return fail(error_of(error, fmt::format("{} of a kind that is not read", decoder->name),
                         fmt::format("the settings of {} are damaged", decoder->name)));
  return {};
}

Result<const AVFrame*> FilmInput::next_frame() {
  while (true) {
    const int error = avcodec_receive_frame(codec_.get(), frame_.get());
    lacked_memory_ = lacked_memory_ || error == AVERROR(ENOMEM);
    if (error == 0) {
      const bool broken = (frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->width <= 0 || frame_->height <= 0;
      if (!broken) return frame_.get();
      continue;
    }
    const bool wants_more = error == AVERROR(EAGAIN) || (error != AVERROR_EOF && !is_at_end_);
    if (!wants_more || !feed()) break;
  }
  if (io_error_) return fail(*io_error_);
  return nullptr;
}

bool FilmInput::feed() {
  while (!is_at_end_ && !io_error_) {
    const int error = budget_ == 0 ? AVERROR_EOF : av_read_frame(container_, packet_.get());
    if (error < 0) {
      is_at_end_ = true;
      return avcodec_send_packet(codec_.get(), nullptr) == 0;  // what it still holds
    }
    --budget_;
    const bool is_ours = packet_->stream_index == track_->index;
    const int sent = is_ours ? avcodec_send_packet(codec_.get(), packet_.get()) : AVERROR(EAGAIN);
    av_packet_unref(packet_.get());
    lacked_memory_ = lacked_memory_ || sent == AVERROR(ENOMEM);
    if (sent == 0) return true;
  }
  return false;
}

bool FilmInput::seek(std::int64_t time) {
  if (av_seek_frame(container_, track_->index, time, AVSEEK_FLAG_BACKWARD) < 0) return false;
  avcodec_flush_buffers(codec_.get());
  is_at_end_ = false;
  return true;
}

std::optional<std::int64_t> FilmInput::start() const {
  return track_->start_time != AV_NOPTS_VALUE ? std::optional(track_->start_time) : std::nullopt;
}

std::optional<std::int64_t> FilmInput::duration() const {
  if (track_->duration != AV_NOPTS_VALUE && track_->duration > 0) return track_->duration;
  if (container_->duration == AV_NOPTS_VALUE || container_->duration <= 0) return std::nullopt;
  return av_rescale_q(container_->duration, AVRational{1, AV_TIME_BASE}, track_->time_base);
}

int FilmInput::read(void* self, std::uint8_t* out, int count) {
  auto& input = *static_cast<FilmInput*>(self);
  const auto got = input.source_.read_at(input.position_, {out, static_cast<std::size_t>(std::max(count, 0))});
  if (!got) {
    input.io_error_ = got.error();
    return AVERROR(EIO);
  }
  input.mask_->apply(input.position_, {out, *got});
  input.position_ += *got;
  return *got == 0 ? AVERROR_EOF : static_cast<int>(*got);
}

std::int64_t FilmInput::seek_bytes(void* self, std::int64_t offset, int whence) {
  auto& input = *static_cast<FilmInput*>(self);
  const auto size = static_cast<std::int64_t>(input.source_.size());
  if ((whence & AVSEEK_SIZE) != 0) return size;
  whence &= ~AVSEEK_FORCE;
  const std::int64_t base = whence == SEEK_CUR   ? static_cast<std::int64_t>(input.position_)
                            : whence == SEEK_END ? size
                                                 : 0;
  std::int64_t position = 0;
  if (__builtin_add_overflow(base, offset, &position) || position < 0) return AVERROR(EINVAL);
  input.position_ = static_cast<std::uint64_t>(position);
  return position;
}

}  // namespace sluice::pixels
