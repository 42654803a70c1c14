#pragma once

// The classifier as scripts/setup-classifier installed it, for tests. Where there is none, a test is skipped and says
// why:
//
//   OPEN_OR_SKIP(classifier);

#include <gtest/gtest.h>

#include "classify/classifier.h"

// NOLINTNEXTLINE: only a macro can end the test it stands in.
#define OPEN_OR_SKIP(name)                                                                                          \
  auto name##_or = ::sluice::classify::Classifier::open(SLUICE_CLASSIFIER_FOLDER);                                  \
  if (!name##_or && name##_or.error().code == ::sluice::Code::not_found) GTEST_SKIP() << name##_or.error().message; \
  ASSERT_TRUE(name##_or) << name##_or.error().message;                                                              \
  const auto name = *std::move(name##_or)
