#include "http/date.h"

#include <gtest/gtest.h>

namespace sluice::http {
namespace {

TEST(HttpDate, HasTheOneForm) {
  EXPECT_EQ(to_http_date(WallTime(std::chrono::seconds(784'111'777))), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(to_http_date(WallTime(std::chrono::seconds(951'782'399))), "Mon, 28 Feb 2000 23:59:59 GMT");
  EXPECT_EQ(to_http_date(WallTime(std::chrono::microseconds(951'782'400'999'999))), "Tue, 29 Feb 2000 00:00:00 GMT");
}

}  // namespace
}  // namespace sluice::http
