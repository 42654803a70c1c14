#include "classify/classifier.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "classify/testing/installed.h"
#include "classify/testing/pictures.h"

namespace sluice::classify {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

pixels::Decoded decoded(const testing::Picture& picture) {
  pixels::Decoded result;
  result.image = testing::paint(picture);
  return result;
}

const testing::Picture kHarmless{.kind = "discs", .seed = 9, .width = 1280, .height = 300};
const testing::Picture kSuspicious{.kind = "warm", .seed = 40, .width = 160, .height = 120};

// A folder of this test's own, with links to what is installed, so that single files can be replaced.
class Copy {
 public:
  Copy() : folder_(fs::temp_directory_path() / ("sluice-classifier-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "lib");
    for (const char* name : {"SHA256SUMS", "mobilenet_v2.onnx", "lib/libonnxruntime.so"}) {
      fs::create_symlink(fs::path(SLUICE_CLASSIFIER_FOLDER) / name, folder_ / name);
    }
  }
  ~Copy() { fs::remove_all(folder_); }

  [[nodiscard]] std::string folder() const { return folder_.string(); }
  void remove(const std::string& name) const { fs::remove(folder_ / name); }
  void replace(const std::string& name, const std::string& content) const {
    remove(name);
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }

 private:
  fs::path folder_;
};

using InstalledClassifier = testing::Installed;

TEST_F(InstalledClassifier, TellsTheScoreTheMostProbableClassAndAllFive) {
  const auto found = classifier_->classify(decoded(kSuspicious));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->label, "Porn");
  ASSERT_EQ(found->classes.size(), 5U);
  EXPECT_NEAR(found->score, found->classes.at("Porn") + found->classes.at("Hentai"), 1e-9);
  double sum = 0;
  for (const auto& [name, probability] : found->classes) sum += probability;
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_EQ(found->model, classifier_->identity());
}

TEST_F(InstalledClassifier, NamesTheModelByItsOwnBytes) {
  std::ifstream sums(SLUICE_CLASSIFIER_FOLDER "/SHA256SUMS");
  std::string sum;
  sums >> sum;
  EXPECT_EQ(classifier_->identity(), "nsfwjs-mobilenet_v2@" + sum.substr(0, 16));
}

TEST_F(InstalledClassifier, OfAFilmTheWorstFrameCounts) {
  const double worst = classifier_->classify(decoded(kSuspicious))->score;
  pixels::Decoded film = decoded(kHarmless);
  EXPECT_LT(classifier_->classify(film)->score, 0.1);
  film.more_frames.push_back(testing::paint(kSuspicious));
  film.more_frames.push_back(testing::paint(kHarmless));
  EXPECT_EQ(classifier_->classify(film)->score, worst);
}

TEST_F(InstalledClassifier, AStoredPictureWithItsOrientationIsTheUprightPicture) {
  pixels::Decoded stored = decoded(kSuspicious);
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    pixels::Decoded upright;
    upright.image = testing::upright(stored.image, orientation);
    stored.orientation = orientation;
    const auto expected = classifier_->classify(upright);
    for (const auto& [name, probability] : classifier_->classify(stored)->classes) {
      EXPECT_NEAR(probability, expected->classes.at(name), 1e-5) << name << ", orientation " << orientation;
    }
  }
}

TEST_F(InstalledClassifier, RefusesAPictureWithoutPixels) {
  const auto found = classifier_->classify({});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::invalid_argument);
}

TEST_F(InstalledClassifier, WorksInAForkedChildAsInItsParent) {
  const pixels::Decoded picture = decoded(kSuspicious);
  const double expected = classifier_->classify(picture)->score;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto found = classifier_->classify(picture);
    ::_exit(found && found->score == expected ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(Classifier, SaysWhatToDoWhenNothingIsInstalled) {
  const auto opened = Classifier::open("/nonexistent");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_THAT(opened.error().message, HasSubstr("setup-classifier"));
}

TEST_F(InstalledClassifier, SaysWhichFileIsMissing) {
  for (const char* name : {"mobilenet_v2.onnx", "lib/libonnxruntime.so"}) {
    const Copy copy;
    copy.remove(name);
    const auto opened = Classifier::open(copy.folder());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::not_found);
    EXPECT_THAT(opened.error().message, HasSubstr(name));
  }
}

TEST_F(InstalledClassifier, OpensNeitherADamagedModelNorADamagedEngine) {
  for (const char* name : {"mobilenet_v2.onnx", "lib/libonnxruntime.so"}) {
    const Copy copy;
    copy.replace(name, "cut short");
    const auto opened = Classifier::open(copy.folder());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::corrupt);
    EXPECT_THAT(opened.error().message, HasSubstr(name));
  }
}

}  // namespace
}  // namespace sluice::classify
