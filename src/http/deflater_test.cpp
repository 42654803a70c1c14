#include "http/deflater.h"

#include <array>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace sluice::http {
namespace {

// A client's decoder: gives what it can show so far.
class Inflater {
 public:
  Inflater() { ::inflateInit2(&stream_, 16 + MAX_WBITS); }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::string feed(std::string bytes) {
    std::string out;
    stream_.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    std::array<char, 4096> buffer;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = buffer.size();
      result = ::inflate(&stream_, Z_SYNC_FLUSH);
      out.append(buffer.data(), buffer.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return out;
  }
  int result = Z_OK;

 private:
  z_stream stream_{};
};

TEST(Deflater, LetsEveryPieceBeReadAtOnce) {
  Deflater deflater;
  Inflater inflater;
  for (int i = 0; i < 500; ++i) {
    const std::string event = fmt::format("id: {}\nevent: patch\ndata: {{\"processed_files\":{}}}\n\n", i, i * 7);
    EXPECT_EQ(inflater.feed(deflater.code(event)), event);
  }
  inflater.feed(deflater.finish());
  EXPECT_EQ(inflater.result, Z_STREAM_END);
  EXPECT_EQ(deflater.finish(), "");
}

TEST(Deflater, MakesRepeatedEventsSmall) {
  Deflater deflater;
  std::string last;
  for (int i = 0; i < 20; ++i)
    last = deflater.code(fmt::format("id: {}\nevent: patch\ndata: {{\"processed_files\":{}}}\n\n", i, i));
  EXPECT_LT(last.size(), 24u);
}

TEST(Deflater, TakesPiecesOfAnySize) {
  Deflater deflater;
  Inflater inflater;
  std::string large;
  for (int i = 0; i < 100'000; ++i) large += static_cast<char>('a' + i % 997 * i % 23);
  EXPECT_EQ(inflater.feed(deflater.code(large)), large);
  EXPECT_EQ(inflater.feed(deflater.code("x")), "x");
}

}  // namespace
}  // namespace sluice::http
