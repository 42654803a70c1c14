#pragma once

// A test with the classifier as scripts/setup-classifier installed it. Where there is none, the test is skipped and
// says why; one that is installed and does not open is a failure.

#include <memory>
#include <utility>

#include <gtest/gtest.h>

#include "classify/classifier.h"

namespace sluice::classify::testing {

class Installed : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Classifier::open(SLUICE_CLASSIFIER_FOLDER);
    if (!opened && opened.error().code == Code::not_found) GTEST_SKIP() << opened.error().message;
    ASSERT_TRUE(opened) << opened.error().message;
    classifier_ = *std::move(opened);
  }

  std::unique_ptr<Classifier> classifier_;
};

}  // namespace sluice::classify::testing
