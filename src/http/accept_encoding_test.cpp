#include "http/accept_encoding.h"

#include <gtest/gtest.h>

#include "http/message.h"

namespace sluice::http {
namespace {

TEST(CodingWeight, FollowsTheHeader) {
  struct Case {
    std::string header;
    int gzip;
    int identity;
  };
  for (const Case& c : {
           Case{"", 0, 1},
           Case{"gzip", 1000, 1},
           Case{"GZip;Q=0.5", 500, 1},
           Case{"deflate, gzip;q=1.0, *;q=0.5", 1000, 500},
           Case{"gzip ; q=0.001", 1, 1},
           Case{"gzip;q=0", 0, 1},
           Case{"*", 1000, 1000},
           Case{"*;q=0", 0, 0},
           Case{"gzip, identity;q=0", 1000, 0},
           Case{"gzip;q=1.001", 0, 1},
           Case{"gzip;q=", 0, 1},
           Case{"gzip;q=0.5555", 0, 1},
           Case{"gzip;q=-1", 0, 1},
           Case{"gzip;x=y;q=0.25", 250, 1},
           Case{"xgzip, gzipx", 0, 1},
           Case{",,gzip,,", 1000, 1},
       }) {
    EXPECT_EQ(coding_weight(c.header, "gzip"), c.gzip) << c.header;
    EXPECT_EQ(coding_weight(c.header, "identity"), c.identity) << c.header;
  }
}

TEST(AcceptsCoding, WeighsAgainstPlainBytesOverAllHeaders) {
  const auto accepts = [](std::vector<std::string> values) {
    Request request;
    for (auto& value : values) request.headers.emplace_back("accept-encoding", std::move(value));
    return accepts_coding(request, "gzip");
  };
  EXPECT_TRUE(accepts({"gzip, deflate, br, zstd"}));
  EXPECT_TRUE(accepts({"br", "gzip"}));
  EXPECT_TRUE(accepts({"gzip;q=0.2, identity;q=0.1"}));
  EXPECT_FALSE(accepts({"gzip;q=0.2, identity"}));
  EXPECT_FALSE(accepts({"br"}));
  EXPECT_FALSE(accepts({}));
}

}  // namespace
}  // namespace sluice::http
