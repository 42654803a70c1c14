#include "http/authority.h"

#include <gtest/gtest.h>

namespace sluice::http {
namespace {

TEST(Authority, IsHostAndPort) {
  struct Case {
    std::string text;
    std::optional<Authority> expected;
  };
  for (const Case& c : {
           Case{"localhost", Authority{"localhost", ""}},
           Case{"LocalHost.:7862", Authority{"localhost", "7862"}},
           Case{"nas_1.local:", Authority{"nas_1.local", ""}},
           Case{"127.0.0.1:80", Authority{"127.0.0.1", "80"}},
           Case{"[::1]", Authority{"::1", ""}},
           Case{"[0:0::1]:5", Authority{"::1", "5"}},
           Case{"[::ffff:10.0.0.1]:5", Authority{"10.0.0.1", "5"}},
           Case{"", std::nullopt},
           Case{".", std::nullopt},
           Case{":80", std::nullopt},
           Case{"::1", std::nullopt},
           Case{"[::1", std::nullopt},
           Case{"[::1]x", std::nullopt},
           Case{"[nas]", std::nullopt},
           Case{"host:8o", std::nullopt},
           Case{"host:123456", std::nullopt},
           Case{"user@localhost", std::nullopt},
           Case{"localhost/x", std::nullopt},
           Case{"local host", std::nullopt},
           Case{"localhost,evil", std::nullopt},
       }) {
    EXPECT_EQ(parse_authority(c.text), c.expected) << c.text;
  }
}

TEST(Origin, HasThePortOfItsScheme) {
  EXPECT_EQ(parse_origin("http://nas.local"), (Authority{"nas.local", "80"}));
  EXPECT_EQ(parse_origin("HTTPS://NAS.local"), (Authority{"nas.local", "443"}));
  EXPECT_EQ(parse_origin("http://[::1]:7862"), (Authority{"::1", "7862"}));
  for (const char* text : {"null", "", "nas.local", "file://", "moz-extension://abc", "http://a/b", "http://"}) {
    EXPECT_EQ(parse_origin(text), std::nullopt) << text;
  }
}

TEST(Address, HasOneForm) {
  EXPECT_EQ(parse_address("10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(parse_address("10.0.0.1:80"), "10.0.0.1");
  EXPECT_EQ(parse_address("::ffff:127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(parse_address("[2001:DB8::0:1]:80"), "2001:db8::1");
  for (const char* text : {"", "nas", "10.0.0", "10.0.0.256", "[", "1:2:3", "unknown", "_hidden"}) {
    EXPECT_EQ(parse_address(text), std::nullopt) << text;
  }
  EXPECT_TRUE(is_loopback("127.8.9.1"));
  EXPECT_TRUE(is_loopback("::1"));
  EXPECT_FALSE(is_loopback("128.0.0.1"));
  EXPECT_FALSE(is_loopback(""));
}

}  // namespace
}  // namespace sluice::http
