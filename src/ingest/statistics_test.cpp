#include "ingest/statistics.h"

#include <gtest/gtest.h>

namespace sluice::ingest {
namespace {

TEST(Statistics, CountWhatSessionsHaveGainedAndNotWhatTheyHadBefore) {
  const Counts fresh;
  const Counts first{.files = {.discovered = 10,
                               .skipped_existing = 2,
                               .processed = 5,
                               .failed = 1,
                               .cancelled = 2,
                               .keywords_added = 50,
                               .bytes_done = 600},
                     .batches = 3};
  Counts resumed = first;  // the same session after a restart: what it had is not counted again
  resumed.batches = 0;
  Counts later = resumed;
  later.files.processed = 7;
  later.files.bytes_done = 900;
  later.commit = {.total = 7, .added = 4, .updated = 2, .failed = 1};
  later.batches = 1;

  Statistics sum;
  sum.add(fresh, first);
  sum.add(resumed, later);
  EXPECT_EQ(sum.discovered, 10u);
  EXPECT_EQ(sum.skipped_existing, 2u);
  EXPECT_EQ(sum.processed, 7u);
  EXPECT_EQ(sum.failed, 1u);
  EXPECT_EQ(sum.cancelled, 2u);
  EXPECT_EQ(sum.keywords, 50u);
  EXPECT_EQ(sum.bytes, 900u);
  EXPECT_EQ(sum.added, 4u);
  EXPECT_EQ(sum.updated, 2u);
  EXPECT_EQ(sum.not_committed, 1u);
  EXPECT_EQ(sum.batches, 4u);
}

}  // namespace
}  // namespace sluice::ingest
