// Our answers against those of nsfwjs itself, kept in tests/parity/reference.json (scripts/parity writes it).

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "classify/testing/installed.h"
#include "classify/testing/pictures.h"

namespace sluice::classify {
namespace {

constexpr double kTolerance = 1e-4;

boost::json::array reference() {
  std::ifstream file(SLUICE_PARITY_REFERENCE);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return boost::json::parse(text).as_array();
}

testing::Picture picture_of(const boost::json::object& entry) {
  return {.kind = std::string(entry.at("kind").as_string()),
          .seed = entry.at("seed").to_number<std::uint32_t>(),
          .width = entry.at("width").to_number<std::int32_t>(),
          .height = entry.at("height").to_number<std::int32_t>(),
          .alpha = entry.at("alpha").as_bool()};
}

TEST(ParityPictures, AreTheOnesTheReferenceSaw) {
  for (const auto& entry : reference()) {
    EXPECT_EQ(testing::checksum(testing::paint(picture_of(entry.as_object()))),
              entry.at("checksum").to_number<std::uint32_t>())
        << entry;
  }
}

using Parity = testing::Installed;

TEST_F(Parity, EveryClassOfEveryPictureIsAsProbableAsForNsfwjs) {
  double largest = 0;
  for (const auto& entry : reference()) {
    pixels::Decoded decoded;
    decoded.image = testing::paint(picture_of(entry.as_object()));
    const auto found = classifier_->classify(decoded);
    ASSERT_TRUE(found) << found.error().message;
    for (const auto& [name, value] : entry.at("classes").as_object()) {
      const double difference = std::abs(found->classes.at(name) - value.to_number<double>());
      EXPECT_LE(difference, kTolerance) << name << " of " << entry;
      largest = std::max(largest, difference);
    }
  }
  RecordProperty("largest_difference", fmt::format("{:.1e}", largest));
}

}  // namespace
}  // namespace sluice::classify
