#include "http/deflater.h"

#include <new>

#include <zlib.h>

namespace sluice::http {
namespace {

constexpr int kWindowBits = 11;
constexpr int kGzip = 16;  // added to the window's bits: a gzip header instead of zlib's
constexpr int kMemoryLevel = 2;

}  // namespace

struct Deflater::State {
  // Everything that is in and pending, as `flush` says.
  std::string run(std::string_view bytes, int flush) {
    std::string out;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
      const std::size_t had = out.size();
      const std::size_t room = bytes.size() / 2 + 64;
      out.resize(had + room);
      stream.next_out = reinterpret_cast<Bytef*>(out.data() + had);
      stream.avail_out = static_cast<uInt>(room);
      ::deflate(&stream, flush);
      out.resize(had + room - stream.avail_out);
    } while (stream.avail_out == 0);
    return out;
  }
  z_stream stream{};
};

Deflater::Deflater() : state_(std::make_unique<State>()) {
  if (::deflateInit2(&state_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip + kWindowBits, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
}

Deflater::~Deflater() { ::deflateEnd(&state_->stream); }

std::string Deflater::code(std::string_view bytes) { return state_->run(bytes, Z_SYNC_FLUSH); }

std::string Deflater::finish() {
  if (is_finished_) return {};
  is_finished_ = true;
  return state_->run({}, Z_FINISH);
}

}  // namespace sluice::http
