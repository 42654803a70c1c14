#include "formats/byte_source.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "formats/testing/allocation_watch.h"

namespace sluice::formats {
namespace {

Bytes counting_bytes(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i * 7 + i / 251);
  return bytes;
}

class FileSourceTest : public ::testing::Test {
 protected:
  FileSourceTest() : bytes_(counting_bytes(300'000)), file_(::memfd_create("source", 0)) {
    EXPECT_EQ(::write(file_.get(), bytes_.data(), bytes_.size()), static_cast<ssize_t>(bytes_.size()));
  }
  Bytes bytes_;
  UniqueFd file_;
};

TEST_F(FileSourceTest, GivesTheFilesBytesInAnyOrderAndSize) {
  const FileSource source(file_.get(), bytes_.size());
  const std::pair<std::uint64_t, std::size_t> reads[] = {
      {0, 8},        {8, 100},        {65'530, 20}, {10, 5},       {200'000, 90'000},
      {299'990, 10}, {4'000, 70'000}, {74'000, 1},  {74'500, 300}, {0, 300'000}};
  for (const auto& [offset, size] : reads) {
    const auto got = source.read_exactly(offset, size);
    ASSERT_TRUE(got) << offset;
    EXPECT_TRUE(std::ranges::equal(*got, ByteView(bytes_).subspan(static_cast<std::size_t>(offset), size))) << offset;
  }
}

TEST_F(FileSourceTest, EndsWhereTheFileEnds) {
  const FileSource source(file_.get(), bytes_.size());
  EXPECT_EQ(source.read_up_to(299'000, 5'000)->size(), 1'000u);
  EXPECT_EQ(source.read_up_to(400'000, 5)->size(), 0u);
  EXPECT_EQ(source.read_up_to(~0ull, 5)->size(), 0u);
  EXPECT_EQ(source.read_exactly(299'999, 2).error().code, Code::corrupt);
}

TEST_F(FileSourceTest, NoticesThatAFileBecameShorter) {
  const FileSource source(file_.get(), bytes_.size());
  ASSERT_EQ(::ftruncate(file_.get(), 1'000), 0);
  EXPECT_TRUE(source.read_exactly(0, 1'000));
  EXPECT_EQ(source.read_exactly(900, 200).error().code, Code::corrupt);
  EXPECT_EQ(source.read_exactly(100'000, 100'000).error().code, Code::corrupt);
}

TEST(FileSource, SaysWhatTheSystemSays) {
  const FileSource source(-1, 100);
  EXPECT_EQ(source.read_exactly(0, 10).error().code, Code::io);
}

TEST(MemorySource, AnswersClaimsBeyondItsEndWithoutTakingMemory) {
  const Bytes bytes(10);
  const MemorySource source(bytes);
  const testing::AllocationWatch watch;
  EXPECT_FALSE(source.read_exactly(0, 1ull << 40));
  EXPECT_FALSE(source.read_exactly(~0ull - 3, 8));
  EXPECT_EQ(source.read_up_to(4, 1ull << 40)->size(), 6u);
  EXPECT_LT(watch.peak_bytes(), 10'000u);
}

}  // namespace
}  // namespace sluice::formats
