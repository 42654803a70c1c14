#pragma once

// Everything that is made from a file's pixels, after one decode of them: perceptual hash, thumbnail, hidden text,
// pixel hash, NSFW scores. Used by worker::decode(). Errors are those of pixels::decode(): the picture could not be
// seen, and nothing of it is made up.

#include <optional>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "formats/byte_source.h"
#include "model/raw_metadata.h"
#include "pixels/colour.h"
#include "pixels/decode.h"

namespace sluice::worker {

struct PictureWishes {
  bool perceptual_hash = false;  // and hidden text
  bool pixel_hash = false;
  bool scores = false;               // if there is a classifier
  std::uint16_t thumbnail_side = 0;  // of its longer side, pixels; 0: none

  [[nodiscard]] bool any() const { return perceptual_hash || pixel_hash || scores || thumbnail_side != 0; }
};

struct PictureFindings {
  std::string perceptual_hash;  // 16 hex digits
  std::string pixel_hash;       // SHA-256 of the RGB samples as stored, 64 hex digits
  std::optional<model::Nsfw> nsfw;
  Bytes thumbnail;                    // JPEG, sRGB, upright, over white
  std::vector<model::RawText> texts;  // hidden in the pixels; container "stealth"
  std::vector<std::string> warnings;
};

// One thread; lives as long as its process, since what one picture needed the next one often needs too.
class PictureReader {
 public:
  // `classifier` outlives the reader; null: there are no scores.
  explicit PictureReader(classify::Classifier* classifier = nullptr) : classifier_(classifier) {}

  // `raw`: what the reader of the container said of the same file.
  Result<PictureFindings> look_at(const formats::ByteSource& file, const model::RawMetadata& raw,
                                  const PictureWishes& wishes, const pixels::Limits& limits = {});

 private:
  pixels::Image shown(const pixels::Decoded& picture, std::uint32_t side, PictureFindings& found);

  classify::Classifier* classifier_;
  pixels::ToSrgb to_srgb_;
};

}  // namespace sluice::worker
