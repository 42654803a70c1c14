#include "classify/classifier.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "classify/colour.h"
#include "classify/engine.h"
#include "classify/installation.h"

namespace sluice::classify {
namespace {

constexpr std::array<const char*, kClassCount> kClasses{"Drawing", "Hentai", "Neutral", "Porn", "Sexy"};
constexpr std::size_t kHentai = 1;
constexpr std::size_t kPorn = 3;

double score_of(const Probabilities& found) {
  return std::clamp(double{found[kPorn]} + double{found[kHentai]}, 0.0, 1.0);
}

model::Nsfw describe(const Probabilities& found, const std::string& identity) {
  model::Nsfw nsfw;
  nsfw.score = score_of(found);
  nsfw.label = kClasses[static_cast<std::size_t>(std::ranges::max_element(found) - found.begin())];
  for (std::size_t i = 0; i < kClassCount; ++i) nsfw.classes.emplace(kClasses[i], found[i]);
  nsfw.model = identity;
  return nsfw;
}

}  // namespace

Classifier::Classifier(std::unique_ptr<Engine> engine, std::string identity)
    : engine_(std::move(engine)), identity_(std::move(identity)) {}
Classifier::~Classifier() = default;

Result<std::unique_ptr<Classifier>> Classifier::open(const std::string& folder) {
  const Installation installed = SLUICE_TRY(check_installation(folder));
  std::unique_ptr<Engine> engine = SLUICE_TRY(Engine::open(installed.engine, installed.model));
  std::string identity = "nsfwjs-mobilenet_v2@" + installed.model_sum.substr(0, 16);
  return std::unique_ptr<Classifier>(new Classifier(std::move(engine), std::move(identity)));
}

Result<model::Nsfw> Classifier::classify(const pixels::Decoded& picture) {
  std::optional<Probabilities> worst;
  const auto look_at = [&](const pixels::Image& frame) -> Result<void> {
    if (frame.byte_count() == 0) return fail(Code::invalid_argument, "NSFW classifier: a picture without pixels");
    prepare(frame, picture.orientation, engine_->input());
    bring_to_srgb(to_srgb_, picture.icc, engine_->input());
    const Probabilities found = SLUICE_TRY(engine_->run());
    if (!worst || score_of(found) > score_of(*worst)) worst = found;
    return {};
  };
  SLUICE_TRY(look_at(picture.image));
  for (const pixels::Image& frame : picture.more_frames) SLUICE_TRY(look_at(frame));
  return describe(*worst, identity_);
}

}  // namespace sluice::classify
