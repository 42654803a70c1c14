#include "api/thumbnails.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

const SessionId kSession("01234567-89ab-4cde-8fab-0123456789ab");

store::FileRow row_in(model::FileState state, std::string key) {
  store::FileRow row{.id = FileId(7), .state = state};
  row.summary.content_key = std::move(key);
  return row;
}

TEST(ThumbnailAddress, NamesTheBytesWhereTheyAreKnown) {
  EXPECT_EQ(thumbnail_address(kSession, row_in(model::FileState::done, "00112233445566778899aabbccddeeff")),
            "/api/ingest/files/01234567-89ab-4cde-8fab-0123456789ab/7/thumb?v=00112233445566778899aabbccddeeff");
  EXPECT_EQ(thumbnail_address(kSession, row_in(model::FileState::done, "")),
            "/api/ingest/files/01234567-89ab-4cde-8fab-0123456789ab/7/thumb");
}

TEST(ThumbnailAddress, IsNullWhereThereIsNoPicture) {
  for (const auto state :
       {model::FileState::pending, model::FileState::running, model::FileState::failed, model::FileState::skipped}) {
    EXPECT_TRUE(thumbnail_address(kSession, row_in(state, "00112233445566778899aabbccddeeff")).is_null());
  }
}

}  // namespace
}  // namespace sluice::api
