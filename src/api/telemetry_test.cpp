#include "api/telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::api {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Transport = Telemetry::Transport;

TEST(Telemetry, CountsASessionOnceForEachWayItIsFollowed) {
  Telemetry telemetry;
  const SessionId one = random_session_id();
  const SessionId two = random_session_id();
  for (int i = 0; i < 3; ++i) {
    telemetry.session_followed(one, Transport::sse);
    telemetry.session_followed(two, Transport::polling);
  }
  telemetry.session_followed(one, Transport::polling);
  EXPECT_EQ(telemetry.sessions(Transport::sse), 1u);
  EXPECT_EQ(telemetry.sessions(Transport::polling), 2u);
}

TEST(Telemetry, ForgetsTheSessionThatNobodyAskedForLongest) {
  Telemetry telemetry;
  const SessionId kept = random_session_id();
  const SessionId forgotten = random_session_id();
  telemetry.session_followed(forgotten, Transport::sse);
  telemetry.session_followed(kept, Transport::sse);
  for (std::size_t i = 0; i < Telemetry::kSessionsRemembered; ++i) {
    telemetry.session_followed(random_session_id(), Transport::sse);
    telemetry.session_followed(kept, Transport::sse);
  }
  EXPECT_EQ(telemetry.sessions(Transport::sse), Telemetry::kSessionsRemembered + 2);
  telemetry.session_followed(kept, Transport::sse);
  EXPECT_EQ(telemetry.sessions(Transport::sse), Telemetry::kSessionsRemembered + 2);
  telemetry.session_followed(forgotten, Transport::sse);
  EXPECT_EQ(telemetry.sessions(Transport::sse), Telemetry::kSessionsRemembered + 3);
}

TEST(Telemetry, CountsFailedStreamsByReason) {
  Telemetry telemetry;
  telemetry.stream_failed(Telemetry::StreamEnd::stalled);
  telemetry.stream_failed(Telemetry::StreamEnd::stalled);
  telemetry.stream_failed(Telemetry::StreamEnd::refused_total);
  EXPECT_EQ(telemetry.failures(Telemetry::StreamEnd::stalled), 2u);
  EXPECT_EQ(telemetry.failures(Telemetry::StreamEnd::refused_total), 1u);
  EXPECT_EQ(telemetry.failures(Telemetry::StreamEnd::write_error), 0u);
}

TEST(DelayHistogram, PutsADelayIntoTheFirstBucketThatHoldsIt) {
  DelayHistogram histogram;
  for (const Duration delay : {Duration(-5), Duration(0), Duration(milliseconds(1))}) histogram.observe(delay);
  histogram.observe(microseconds(1001));
  histogram.observe(milliseconds(50));
  histogram.observe(seconds(5));
  histogram.observe(seconds(5) + microseconds(1));
  EXPECT_THAT(histogram.counts(), testing::ElementsAre(3, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1));
  EXPECT_EQ(histogram.sum(), milliseconds(1) + microseconds(1001) + milliseconds(50) + seconds(10) + microseconds(1));
}

}  // namespace
}  // namespace sluice::api
