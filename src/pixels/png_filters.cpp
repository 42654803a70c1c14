#include "pixels/png_filters.h"

#include <cstdlib>
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

Byte paeth_predictor(int left, int above, int corner) {
  const int from_left = std::abs(above - corner);
  const int from_above = std::abs(left - corner);
  const int from_corner = std::abs(left + above - 2 * corner);
  if (from_left <= from_above && from_left <= from_corner) return static_cast<Byte>(left);
  return static_cast<Byte>(from_above <= from_corner ? above : corner);
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

  static void undo_average(const Row& row) {
    const __m128i one = _mm_set1_epi8(1);
    __m128i left = _mm_setzero_si128();
    each_pixel(row, [&](std::size_t i) {
      const __m128i above = load(row.above + i);
      // The instruction rounds up, PNG rounds down: they differ where the sum is odd.
      const __m128i odd = _mm_and_si128(_mm_xor_si128(left, above), one);
      const __m128i average = _mm_sub_epi8(_mm_avg_epu8(left, above), odd);
      return left = _mm_add_epi8(average, load(row.in + i));
    });
  }

  static __m128i magnitude(__m128i words) { return _mm_max_epi16(words, _mm_sub_epi16(_mm_setzero_si128(), words)); }
  static __m128i choose(__m128i mask, __m128i yes, __m128i no) {
    return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
  }

  // In words of 16 bits, since the distances need nine.
  static void undo_paeth(const Row& row) {
    const __m128i zero = _mm_setzero_si128();
    __m128i left = zero;
    __m128i corner = zero;
    each_pixel(row, [&](std::size_t i) {
      const __m128i above = _mm_unpacklo_epi8(load(row.above + i), zero);
      const __m128i above_step = _mm_sub_epi16(above, corner);
      const __m128i left_step = _mm_sub_epi16(left, corner);
      const __m128i from_left = magnitude(above_step);
      const __m128i from_above = magnitude(left_step);
      const __m128i from_corner = magnitude(_mm_add_epi16(above_step, left_step));
      const __m128i least = _mm_min_epi16(from_corner, _mm_min_epi16(from_left, from_above));
      const __m128i not_left = choose(_mm_cmpeq_epi16(least, from_above), above, corner);
      const __m128i predicted = choose(_mm_cmpeq_epi16(least, from_left), left, not_left);
      // The sum is taken in bytes, so that it wraps; the upper halves of the words stay zero.
      left = _mm_add_epi8(predicted, _mm_unpacklo_epi8(load(row.in + i), zero));
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
