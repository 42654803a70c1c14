#include "app/options.h"

#include <gtest/gtest.h>

#include "http/date.h"

namespace sluice::app {
namespace {

using namespace std::chrono_literals;

TEST(Date, IsReadFromItsOneForm) {
  EXPECT_EQ(*parse_date("2027-03-01"), std::chrono::sys_days(2027y / 3 / 1));
  EXPECT_EQ(*parse_date("2028-02-29"), std::chrono::sys_days(2028y / 2 / 29));
}

TEST(Date, BecomesTheHeaderOfItsFirstMoment) {
  EXPECT_EQ(http::to_http_date(*parse_date("2027-03-01")), "Mon, 01 Mar 2027 00:00:00 GMT");
}

TEST(Date, SaysTheFormWhenItIsAnother) {
  for (const char* bad :
       {"", "soon", "2027", "2027-3-1", "01-03-2027", "2027/03/01", "2027-02-29", "2027-13-01", "2027-00-10",
        "2027-01-00", "2027-01-32", "2027-01-01T00:00", "-027-01-01", "2027--1-01", "+027-01-01", "2027-01- 1"}) {
    const auto date = parse_date(bad);
    ASSERT_FALSE(date) << bad;
    EXPECT_EQ(date.error().code, Code::invalid_argument);
    EXPECT_NE(date.error().message.find("YYYY-MM-DD"), std::string::npos);
  }
}

}  // namespace
}  // namespace sluice::app
