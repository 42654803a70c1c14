#include "wire/frame.h"

#include <random>

#include <gtest/gtest.h>

namespace sluice::wire {
namespace {

const Frame kSmall{{1, 2, 3}, "größer ✓ 😀"};
const Frame kHeadOnly{{9}, ""};

Bytes joined(const Frame& a, const Frame& b) {
  Bytes out = to_bytes(a);
  const Bytes more = to_bytes(b);
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

void expect_both(FrameReader& reader) {
  for (const Frame* expected : {&kSmall, &kHeadOnly}) {
    const auto frame = reader.next();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->head, expected->head);
    EXPECT_EQ(frame->body, expected->body);
  }
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.is_between_frames());
}

TEST(FrameReader, PutsFramesTogetherFromSlicesOfAnySize) {
  const Bytes stream = joined(kSmall, kHeadOnly);
  for (std::size_t slice = 1; slice <= stream.size(); ++slice) {
    FrameReader reader;
    for (std::size_t at = 0; at < stream.size(); at += slice) {
      ASSERT_TRUE(reader.feed(ByteView(stream).subspan(at, std::min(slice, stream.size() - at))));
    }
    expect_both(reader);
  }
}

TEST(FrameReader, HasNoFrameBeforeItsLastByte) {
  const Bytes stream = to_bytes(kSmall);
  FrameReader reader;
  ASSERT_TRUE(reader.feed(ByteView(stream).first(stream.size() - 1)));
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.is_between_frames());
}

TEST(FrameReader, RefusesSizesOverTheLimit) {
  for (const Bytes& prefix : {Bytes{0, 0, 0, 0, 0, 0, 0, 0}, Bytes{1, 0, 17, 0, 0, 0, 0, 0},
                              Bytes{1, 0, 0, 0, 1, 0, 0, 4}, Bytes{255, 255, 255, 255, 255, 255, 255, 255}}) {
    FrameReader reader;
    EXPECT_FALSE(reader.feed(prefix));
  }
}

TEST(FrameReader, RefusesABodyThatIsNoTextWhereverItIsCut) {
  using namespace std::string_literals;
  for (const std::string& bad : {"abc\xFF"
                                 "def"s,
                                 "a\0b"s, "\xC3"s, "ok \xE2\x9C"s, "\xED\xA0\x80"s, "\x80\x80\x80\x80"s}) {
    const Bytes stream = to_bytes({{1}, bad});
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
      FrameReader reader;
      const auto first = reader.feed(ByteView(stream).first(cut));
      EXPECT_FALSE(first && reader.feed(ByteView(stream).subspan(cut))) << bad << " cut at " << cut;
      EXPECT_FALSE(reader.next());
    }
  }
}

TEST(FrameReader, NeverCrashesOnRandomBytes) {
  std::mt19937 random(4);
  for (int round = 0; round < 3'000; ++round) {
    Bytes stream = joined(kSmall, kHeadOnly);
    for (int flips = 0; flips < 3; ++flips) stream[random() % stream.size()] ^= static_cast<Byte>(1u << random() % 8);
    FrameReader reader;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min<std::size_t>(random() % 9 + 1, stream.size() - at);
      if (!reader.feed(ByteView(stream).subspan(at, size))) break;
      at += size;
    }
    while (reader.next()) {
    }
  }
}

}  // namespace
}  // namespace sluice::wire
