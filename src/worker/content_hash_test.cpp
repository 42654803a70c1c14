#include "worker/content_hash.h"

#include <gtest/gtest.h>

namespace sluice::worker {
namespace {

// Claims more bytes than it has.
class CutSource final : public formats::ByteSource {
 public:
  [[nodiscard]] std::uint64_t size() const override { return 10; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<Byte> out) const override {
    const std::size_t count = offset < 5 ? std::min<std::size_t>(out.size(), 5 - static_cast<std::size_t>(offset)) : 0;
    std::fill_n(out.begin(), count, Byte{0});
    return count;
  }
};

TEST(ContentHash, IsCanonicalXxh3OfAllBytes) {
  // Known answers of XXH3-128 with seed 0.
  EXPECT_EQ(content_hash(ByteView()), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(content_hash(as_bytes("abc")), "06b05ab6733a618578af5f94892f3950");
}

TEST(ContentHash, IsTheSameStreamed) {
  Bytes bytes(1'000'003);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<Byte>(i * 31 >> 3);
  const auto streamed = content_hash(formats::MemorySource(bytes));
  ASSERT_TRUE(streamed);
  EXPECT_EQ(*streamed, content_hash(ByteView(bytes)));
}

TEST(ContentHash, NoticesASourceThatEndsEarly) {
  const auto hash = content_hash(CutSource());
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, Code::corrupt);
}

}  // namespace
}  // namespace sluice::worker
