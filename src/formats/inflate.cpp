#include "formats/inflate.h"

#include <algorithm>
#include <memory>

#include <zlib.h>

#ifdef SLUICE_HAVE_BROTLI
#include <brotli/decode.h>
#endif

namespace sluice::formats {
namespace {

// Grows `text` from `used` bytes by about its own size, never beyond `limit`; false if there is no room left.
bool grow(std::string& text, std::size_t used, std::uint64_t limit) {
  constexpr std::uint64_t kFirst = 16u << 10;
  if (used >= limit) return false;
  text.resize(static_cast<std::size_t>(std::min(limit, std::max<std::uint64_t>(kFirst, used * 2ull))));
  return true;
}

}  // namespace

Inflated inflate_zlib(ByteView compressed, std::uint64_t limit) {
  Inflated out;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {{}, InflateEnd::damaged};
  const auto close = [](z_stream* s) { inflateEnd(s); };
  const std::unique_ptr<z_stream, decltype(close)> guard(&stream, close);

  stream.next_in = const_cast<Bytef*>(compressed.data());  // zlib does not write there
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(compressed.size(), 1u << 30));
  std::size_t used = 0;
  int state = Z_OK;
  while (state == Z_OK) {
    if (used == out.text.size() && !grow(out.text, used, limit)) break;
    const auto room = static_cast<uInt>(std::min<std::size_t>(out.text.size() - used, 1u << 30));
    std::span<char> rest = std::span(out.text).subspan(used);
    stream.next_out = static_cast<Bytef*>(static_cast<void*>(rest.data()));
    stream.avail_out = room;
    state = ::inflate(&stream, Z_NO_FLUSH);
    used += room - stream.avail_out;
  }
  out.text.resize(used);
  if (state != Z_STREAM_END) out.end = state == Z_OK ? InflateEnd::over_limit : InflateEnd::damaged;
  return out;
}

#ifdef SLUICE_HAVE_BROTLI

bool can_inflate_brotli() noexcept { return true; }

Inflated inflate_brotli(ByteView compressed, std::uint64_t limit) {
  Inflated out;
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> decoder(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (!decoder) return {{}, InflateEnd::damaged};
  const std::uint8_t* next_in = compressed.data();
  std::size_t avail_in = compressed.size();
  std::size_t used = 0;
  BrotliDecoderResult state = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  while (state == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
    if (used == out.text.size() && !grow(out.text, used, limit)) break;
    std::span<char> rest = std::span(out.text).subspan(used);
    auto* next_out = static_cast<std::uint8_t*>(static_cast<void*>(rest.data()));
    std::size_t avail_out = rest.size();
    state = BrotliDecoderDecompressStream(decoder.get(), &avail_in, &next_in, &avail_out, &next_out, nullptr);
    used += rest.size() - avail_out;
  }
  out.text.resize(used);
  if (state == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
    out.end = InflateEnd::over_limit;
  else if (state != BROTLI_DECODER_RESULT_SUCCESS)
    out.end = InflateEnd::damaged;
  return out;
}

#else

bool can_inflate_brotli() noexcept { return false; }
Inflated inflate_brotli(ByteView, std::uint64_t) { return {{}, InflateEnd::damaged}; }

#endif

}  // namespace sluice::formats
