#include "pixels/png_filters.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::pixels {
namespace {

enum class Filter : Byte { none, sub, up, average, paeth };

// One row. `above` is the row before it, zeros for the first one. in and above may be read kFilterPadding too far.
struct Row {
  const Byte* in;
  const Byte* above;
  Byte* out;
  std::size_t bytes;
};

void undo_up(const Row& row) {
  for (std::size_t i = 0; i < row.bytes; ++i) row.out[i] = static_cast<Byte>(row.in[i] + row.above[i]);
}

// The neighbour nearest to left + above − corner, in the order left, above, corner. Said with the two sorted: the
// corner is outermost or the answer, and `bound` tells which, so that the chain from one pixel to the next is short (as
// in stb_image).
Byte paeth_predictor(int left, int above, int corner) {
  const int bound = 3 * corner - above - left;
  const int low = std::min(left, above);
  const int high = std::max(left, above);
  if (bound <= low) return static_cast<Byte>(high);
  return static_cast<Byte>(bound >= high ? low : corner);
}

// One sample after the other: for grey, and where there is no SSE2.
template <std::size_t kPixelBytes>
struct Plain {
  template <class Predict>
  static void undo(const Row& row, Predict predict) {
    for (std::size_t i = 0; i < row.bytes; ++i) {
      const bool is_first = i < kPixelBytes;
      const Byte left = is_first ? Byte{0} : row.out[i - kPixelBytes];
      const Byte corner = is_first ? Byte{0} : row.above[i - kPixelBytes];
      row.out[i] = static_cast<Byte>(row.in[i] + predict(left, row.above[i], corner));
    }
  }
  static void undo_sub(const Row& row) {
    undo(row, [](int left, int, int) { return left; });
  }
  static void undo_average(const Row& row) {
    undo(row, [](int left, int above, int) { return (left + above) / 2; });
  }
  static void undo_paeth(const Row& row) { undo(row, paeth_predictor); }
};

#if defined(__SSE2__)

// A whole pixel at once. Pixels of three bytes are read as four; what is written too far, the next pixel overwrites,
// and the last pixel of a row is written exactly.
template <std::size_t kPixelBytes>
struct Simd {
  static __m128i load(const Byte* from) {
    int pixel;
    std::memcpy(&pixel, from, sizeof pixel);
    return _mm_cvtsi32_si128(pixel);
  }
  static void store(Byte* to, __m128i pixel, std::size_t bytes) {
    const int value = _mm_cvtsi128_si32(pixel);
    std::memcpy(to, &value, bytes);
  }

  // step(index of the pixel's first byte) gives the pixel.
  template <class Step>
  static void each_pixel(const Row& row, Step step) {
    std::size_t i = 0;
    for (; i + kPixelBytes < row.bytes; i += kPixelBytes) store(row.out + i, step(i), sizeof(int));
    store(row.out + i, step(i), kPixelBytes);
  }

  static void undo_sub(const Row& row) {
    __m128i left = _mm_setzero_si128();
    each_pixel(row, [&](std::size_t i) { return left = _mm_add_epi8(left, load(row.in + i)); });
  }

  // The instruction's mean rounds up, PNG's rounds down. Complements turn the one into the other: with left kept as its
  // complement, only two instructions lie between one pixel and the next.
  static void undo_average(const Row& row) {
    const __m128i ones = _mm_set1_epi8(-1);
    __m128i left = ones;
    each_pixel(row, [&](std::size_t i) {
      const __m128i above = _mm_xor_si128(load(row.above + i), ones);
      left = _mm_sub_epi8(_mm_avg_epu8(left, above), load(row.in + i));
      return _mm_xor_si128(left, ones);
    });
  }

  // Compares in words of 16 bits, adds in bytes, so that sums wrap and the upper halves of the words stay zero. Where
  // both conditions hold, low, high and corner are one.
  static void undo_paeth(const Row& row) {
    const __m128i zero = _mm_setzero_si128();
    __m128i left = zero;
    __m128i corner = zero;
    each_pixel(row, [&](std::size_t i) {
      const __m128i above = _mm_unpacklo_epi8(load(row.above + i), zero);
      const __m128i corners = _mm_sub_epi16(_mm_add_epi16(corner, _mm_add_epi16(corner, corner)), above);
      const __m128i bound = _mm_sub_epi16(corners, left);
      const __m128i low = _mm_min_epi16(left, above);
      const __m128i high = _mm_max_epi16(left, above);
      const __m128i to_high = _mm_andnot_si128(_mm_cmpgt_epi16(bound, low), _mm_sub_epi8(high, corner));
      const __m128i to_low = _mm_andnot_si128(_mm_cmpgt_epi16(high, bound), _mm_sub_epi8(low, corner));
      const __m128i from_corner = _mm_add_epi8(corner, _mm_unpacklo_epi8(load(row.in + i), zero));
      left = _mm_add_epi8(from_corner, _mm_add_epi8(to_high, to_low));
      corner = above;
      return _mm_packus_epi16(left, left);
    });
  }
};

template <std::size_t kPixelBytes>
using Pixelwise = Simd<kPixelBytes>;
#else
template <std::size_t kPixelBytes>
using Pixelwise = Plain<kPixelBytes>;
#endif

template <class Undo>
bool unfilter_rows(ByteView filtered, const PngRows& rows, std::span<Byte> out) {
  const Bytes zeros(rows.row_bytes + kFilterPadding);
  const Byte* above = zeros.data();
  for (std::size_t y = 0; y < rows.rows; ++y) {
    const std::size_t start = y * (rows.row_bytes + 1);
    const Row row{filtered.data() + start + 1, above, out.data() + y * rows.row_bytes, rows.row_bytes};
    switch (Filter{filtered[start]}) {
      case Filter::none:
        std::memcpy(row.out, row.in, row.bytes);
        break;
      case Filter::sub:
        Undo::undo_sub(row);
        break;
      case Filter::up:
        undo_up(row);
        break;
      case Filter::average:
        Undo::undo_average(row);
        break;
      case Filter::paeth:
        Undo::undo_paeth(row);
        break;
      default:
        return false;
    }
    above = row.out;
  }
  return true;
}

}  // namespace

bool unfilter(ByteView filtered, const PngRows& rows, std::span<Byte> out) {
  SLUICE_ASSERT(filtered.size() >= rows.filtered_bytes() + kFilterPadding && out.size() >= rows.row_bytes * rows.rows &&
                rows.row_bytes >= rows.bytes_per_pixel);
  if (rows.bytes_per_pixel == 4) return unfilter_rows<Pixelwise<4>>(filtered, rows, out);
  if (rows.bytes_per_pixel == 3) return unfilter_rows<Pixelwise<3>>(filtered, rows, out);
  return unfilter_rows<Plain<1>>(filtered, rows, out);
}

}  // namespace sluice::pixels
