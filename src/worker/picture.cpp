#include "worker/picture.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/sniff.h"
#include "pixels/hidden_text.h"
#include "pixels/orient.h"
#include "pixels/perceptual_hash.h"
#include "pixels/pixel_hash.h"
#include "pixels/shrink.h"
#include "pixels/thumbnail.h"

namespace sluice::worker {
namespace {
namespace json = boost::json;

constexpr std::uint32_t kSmallSide = 256;  // what the perceptual hash is taken of
// A film is as bad as its worst frame: eight of them find a scene of an eighth of its length, for the price of eight
// pictures.
constexpr std::uint32_t kFramesToScore = 8;
constexpr int kQuality = 80;

// The tools that hide text write either the A1111 text or an object of the texts that a PNG would have had.
std::vector<model::RawText> texts_in(const std::string& hidden) {
  std::vector<model::RawText> texts;
  boost::system::error_code error;
  const json::value value = json::parse(hidden, error);
  if (!error && value.is_object()) {
    for (const auto& [key, text] : value.get_object()) {
      if (text.is_string()) texts.push_back({"stealth", to_text(key), to_text(text.get_string())});
    }
  }
  if (texts.empty()) texts.push_back({"stealth", "parameters", to_text(hidden)});
  return texts;
}

}  // namespace

// Small, in the colours and the position that people see.
pixels::Image PictureReader::shown(const pixels::Decoded& picture, std::uint32_t side, PictureFindings& found) {
  pixels::Image small = pixels::shrink(picture.image, side);
  if (to_srgb_.take(picture.icc)) to_srgb_.convert(small.samples());
  if (to_srgb_.problem()) found.warnings.push_back("the colour profile is " + *to_srgb_.problem());
  return pixels::upright(std::move(small), picture.orientation);
}

Result<PictureFindings> PictureReader::look_at(const formats::ByteSource& file, const model::RawMetadata& raw,
                                               const PictureWishes& wishes, const pixels::Limits& limits) {
  PictureFindings found;
  const bool scores = wishes.scores && classifier_ != nullptr;
  const pixels::Request request{.orientation = raw.technical.orientation,
                                .every_pixel = wishes.pixel_hash,
                                .frames = scores ? kFramesToScore : 1};
  const formats::Format format = SLUICE_TRY(formats::sniff(file));
  const Result<pixels::Decoded> decoded = pixels::decode(file, format, request, limits);
  if (!decoded && decoded.error().code == Code::not_found) {
    found.warnings.push_back(decoded.error().message + ": there is no picture to look at");
    return found;
  }
  if (!decoded) return fail(decoded.error());
  const pixels::Decoded& picture = *decoded;
  found.warnings = picture.warnings;
  if (wishes.perceptual_hash || wishes.thumbnail_side != 0) {
    const pixels::Image small = shown(picture, wishes.thumbnail_side != 0 ? wishes.thumbnail_side : kSmallSide, found);
    if (wishes.perceptual_hash) found.perceptual_hash = fmt::format("{:016x}", pixels::perceptual_hash(small));
    if (wishes.thumbnail_side != 0) found.thumbnail = SLUICE_TRY(pixels::encode_jpeg(small, kQuality));
  }
  if (wishes.perceptual_hash && picture.is_lossless) {
    const auto hidden = pixels::find_hidden_text(picture.image);
    if (!hidden) found.warnings.push_back(hidden.error().message);
    if (hidden && *hidden) found.texts = texts_in((*hidden)->text);
  }
  if (wishes.pixel_hash) found.pixel_hash = pixels::pixel_hash(picture.image);
  if (scores) {
    auto nsfw = classifier_->classify(picture);
    if (nsfw) {
      found.nsfw = *std::move(nsfw);
    } else {
      found.warnings.push_back("not scored: " + nsfw.error().message);
    }
  }
  return found;
}

}  // namespace sluice::worker
