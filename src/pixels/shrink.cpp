#include "pixels/shrink.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "pixels/area_boxes.h"

namespace sluice::pixels {
namespace {

bool is_opaque(ByteView rgba) {
  Byte least = 255;
  for (std::size_t i = 3; i < rgba.size(); i += 4) least &= rgba[i];
  return least == 255;
}

// c·a/255, rounded; right for all bytes.
unsigned int scaled(unsigned int sample, unsigned int alpha) {
  const unsigned int product = sample * alpha + 128;
  return (product + (product >> 8)) >> 8;
}

void row_over_white(ByteView rgba, std::span<Byte> rgb) {
  const Byte* from = rgba.data();
  Byte* to = rgb.data();
  const std::size_t pixels = rgb.size() / 3;
  if (is_opaque(rgba)) {
    for (std::size_t i = 0; i < pixels; ++i) std::memcpy(to + 3 * i, from + 4 * i, 3);
    return;
  }
  for (std::size_t i = 0; i < pixels; ++i) {
    const unsigned int alpha = from[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) to[3 * i + c] = static_cast<Byte>(255 - alpha + scaled(from[4 * i + c], alpha));
  }
}

// The rows of a picture as RGB.
class RgbRows {
 public:
  explicit RgbRows(const Image& image) : image_(image), converted_(image.has_alpha() ? image.width() * 3ull : 0) {}

  // Good until the next call.
  ByteView row(std::uint32_t y) {
    if (!image_.has_alpha()) return image_.row(y);
    row_over_white(image_.row(y), converted_);
    return converted_;
  }

 private:
  const Image& image_;
  Bytes converted_;
};

class Shrinker {
 public:
  Shrinker(const Image& image, std::uint32_t width, std::uint32_t height)
      : rows_(image),
        out_(width, height, Channels::rgb),
        columns_(area_boxes(image.width(), width)),
        lines_(area_boxes(image.height(), height)),
        area_(static_cast<float>(image.width()) / static_cast<float>(width) * static_cast<float>(image.height()) /
              static_cast<float>(height)),
        whole_(image.width() * 3ull),
        sums_(image.width() * 3ull) {}

  Image run() && {
    for (std::uint32_t y = 0; y < out_.height(); ++y) {
      sum_rows(lines_[y]);
      sum_columns(out_.row(y));
    }
    return std::move(out_);
  }

 private:
  // Whole rows add up in 16 bits, twice as many at once as in 32.
  void sum_rows(const AreaBox& box) {
    constexpr std::uint32_t kMostRows = 257;  // of 255 each fit
    std::ranges::fill(sums_, 0.0f);
    for (std::uint32_t y = box.first; y < box.last;) {
      const std::uint32_t end = std::min(box.last, y + kMostRows);
      std::ranges::fill(whole_, std::uint16_t{0});
      for (; y < end; ++y) add(rows_.row(y));
      for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += static_cast<float>(whole_[i]);
    }
    if (box.before > 0) add(rows_.row(box.first - 1), box.before);
    if (box.after > 0) add(rows_.row(box.last), box.after);
  }

  void add(ByteView row) {
    const Byte* const from = row.data();
    std::uint16_t* const to = whole_.data();
    const std::size_t count = whole_.size();
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<std::uint16_t>(to[i] + from[i]);
  }

  void add(ByteView row, float share) {
    const Byte* const from = row.data();
    float* const to = sums_.data();
    const std::size_t count = sums_.size();
    for (std::size_t i = 0; i < count; ++i) to[i] += share * static_cast<float>(from[i]);
  }

  struct Pixel {
    float red = 0, green = 0, blue = 0;
    void add(const float* samples, float share) {
      red += share * samples[0];
      green += share * samples[1];
      blue += share * samples[2];
    }
  };

  void sum_columns(std::span<Byte> out) const {
    const auto mean = [this](float sum) { return static_cast<Byte>(std::min(sum / area_ + 0.5f, 255.0f)); };
    std::size_t i = 0;
    for (const AreaBox& box : columns_) {
      const float* const sums = sums_.data();
      Pixel pixel;
      for (std::size_t x = box.first; x < box.last; ++x) pixel.add(sums + 3 * x, 1);
      if (box.before > 0) pixel.add(sums + 3 * (box.first - 1ull), box.before);
      if (box.after > 0) pixel.add(sums + 3ull * box.last, box.after);
      out[i++] = mean(pixel.red);
      out[i++] = mean(pixel.green);
      out[i++] = mean(pixel.blue);
    }
  }

  RgbRows rows_;
  Image out_;
  std::vector<AreaBox> columns_;
  std::vector<AreaBox> lines_;
  float area_;
  std::vector<std::uint16_t> whole_;  // of one line of boxes, sample by sample
  std::vector<float> sums_;
};

std::uint32_t following_side(std::uint32_t side, std::uint32_t longest, std::uint32_t longest_side) {
  const std::uint64_t rounded = (std::uint64_t{side} * longest_side * 2 + longest) / (2ull * longest);
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(rounded));
}

}  // namespace

Image over_white(const Image& image) {
  Image out(image.width(), image.height(), Channels::rgb);
  if (!image.has_alpha()) {
    std::ranges::copy(image.samples(), out.samples().begin());
    return out;
  }
  for (std::uint32_t y = 0; y < image.height(); ++y) row_over_white(image.row(y), out.row(y));
  return out;
}

Image shrink(const Image& image, std::uint32_t longest_side) {
  const std::uint32_t longest = std::max(image.width(), image.height());
  if (longest <= longest_side) return over_white(image);
  return Shrinker(image, following_side(image.width(), longest, longest_side),
                  following_side(image.height(), longest, longest_side))
      .run();
}

}  // namespace sluice::pixels
