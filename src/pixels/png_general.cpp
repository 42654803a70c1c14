#include "pixels/png_general.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <spng.h>

namespace sluice::pixels {
namespace {

// The signature and the chunks that matter, one after the other, as if the file had nothing else.
class Stream {
 public:
  Stream(const formats::ByteSource& source, const PngLayout& layout) : source_(source) {
    parts_.push_back({0, 8});
    for (const auto* pieces : {&layout.before_pixels, &layout.pixels})
      for (const PngPiece& piece : *pieces) add(piece);
  }

  static int read(spng_ctx*, void* user, void* to, std::size_t length) {
    return static_cast<Stream*>(user)->read({static_cast<Byte*>(to), length});
  }

  [[nodiscard]] std::optional<Error>& error() { return error_; }

 private:
  struct Part {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
  };

  void add(const PngPiece& piece) {
    const std::uint64_t bytes = std::uint64_t{piece.data_bytes} + 12;
    if (Part& last = parts_.back(); last.offset + last.bytes == piece.offset)
      last.bytes += bytes;
    else
      parts_.push_back({piece.offset, bytes});
  }

  int read(std::span<Byte> out) {
    while (!out.empty()) {
      if (at_ == parts_.size()) return SPNG_IO_EOF;
      Part& part = parts_[at_];
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), part.bytes));
      const auto got = source_.read_at(part.offset, out.first(wanted));
      if (!got) error_ = got.error();
      if (!got) return SPNG_IO_ERROR;
      if (*got == 0) return SPNG_IO_EOF;
      out = out.subspan(*got);
      part.offset += *got;
      part.bytes -= *got;
      if (part.bytes == 0) ++at_;
    }
    return SPNG_OK;
  }

  const formats::ByteSource& source_;
  std::vector<Part> parts_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

class Decoder {
 public:
  Decoder(const formats::ByteSource& source, const PngLayout& layout) : layout_(layout), stream_(source, layout) {}

  Result<Image> run() {
    if (!codec_) return fail(Code::too_large, "no memory for the decoder");
    if (const int state = start(); state != SPNG_OK) return fail(problem(state));
    Image image(layout_.width, layout_.height, layout_.has_alpha() ? Channels::rgba : Channels::rgb);
    spng_row_info row{};
    int state = SPNG_OK;
    while (state == SPNG_OK) {
      state = spng_get_row_info(codec_.get(), &row);
      if (state == SPNG_OK) state = spng_decode_row(codec_.get(), image.row(row.row_num).data(), image.row_bytes());
    }
    if (state != SPNG_EOI) return fail(problem(state));
    return image;
  }

 private:
  int start() {
    spng_set_png_stream(codec_.get(), &Stream::read, &stream_);
    spng_ihdr header{};
    if (const int state = spng_get_ihdr(codec_.get(), &header); state != SPNG_OK) return state;
    const int format = layout_.has_alpha() ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8;
    return spng_decode_image(codec_.get(), nullptr, 0, format, SPNG_DECODE_TRNS | SPNG_DECODE_PROGRESSIVE);
  }

  Error problem(int state) {
    if (stream_.error()) return *stream_.error();
    switch (state) {
      case SPNG_IO_EOF:
      case SPNG_EOF:
      case SPNG_EIDAT_TOO_SHORT:
        return {Code::corrupt, "the picture ends early"};
      case SPNG_EMEM:
        return {Code::too_large, "no memory for the decoder"};
      default:
        return {Code::corrupt, spng_strerror(state)};
    }
  }

  const PngLayout& layout_;
  Stream stream_;
  std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> codec_{spng_ctx_new(0), &spng_ctx_free};
};

}  // namespace

Result<Image> decode_png_general(const formats::ByteSource& source, const PngLayout& layout) {
  return Decoder(source, layout).run();
}

}  // namespace sluice::pixels
