#include "model/thumbnail_name.h"

#include <gtest/gtest.h>

namespace sluice::model {
namespace {

constexpr const char* kKey = "00112233445566778899aabbccddeeff";

TEST(ThumbnailName, IsFiledByTheFirstTwoCharactersOfItsKey) {
  EXPECT_EQ(thumbnail_file(kKey, 256), "00/00112233445566778899aabbccddeeff-256.jpg");
  EXPECT_EQ(thumbnail_path("sfedcba9876543210", 512), "thumbnails/sf/sfedcba9876543210-512.jpg");
}

TEST(ThumbnailName, TakesHexDigitsAndALeadingSOnly) {
  EXPECT_TRUE(is_thumbnail_key(kKey));
  EXPECT_TRUE(is_thumbnail_key(std::string("s") + kKey));
  for (const std::string& bad :
       {std::string(), std::string("s"), std::string("abc"), std::string("../../../../etc/passwd"),
        std::string("00112233445566778899AABBCCDDEEFF"), std::string("ss112233445566778899aabbccddeeff"),
        std::string("0011223344556677/899aabbccddeef"), std::string("00112233445566778899aabbccddee.."),
        std::string("0011223344556677889\0aabbccddeeff", 32), std::string(65, 'a'), kKey + std::string("\n")}) {
    EXPECT_FALSE(is_thumbnail_key(bad)) << bad;
  }
}

TEST(ThumbnailName, TellsTheKeyOfItsOwnPathsAlone) {
  EXPECT_EQ(thumbnail_key_of(thumbnail_path(kKey, 256)), kKey);
  EXPECT_EQ(thumbnail_key_of(thumbnail_path(kKey, 512)), kKey);
  for (const char* other :
       {"", "thumbnails/00112233445566778899aabbccddeeff-256.jpg", "/srv/thumbs/7.jpg",
        "thumbnails/ff/00112233445566778899aabbccddeeff-256.jpg",
        "thumbnails/00/00112233445566778899aabbccddeeff-64.jpg", "00112233445566778899aabbccddeeff"}) {
    EXPECT_EQ(thumbnail_key_of(other), "") << other;
  }
}

}  // namespace
}  // namespace sluice::model
