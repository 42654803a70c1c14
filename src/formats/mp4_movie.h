#pragma once

// The "moov" box (ISO/IEC 14496-12, 8.2): its tracks, times and user data, as MP4 and QuickTime films and AVIF
// sequences have them.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "formats/isobmff.h"

namespace sluice::formats {

struct Track {
  std::uint32_t id = 0;
  FourCC handler = 0;    // "vide", "soun", "pict", …
  FourCC codec = 0;      // the sample entry's
  Byte object_type = 0;  // esds, of "mp4a" and "mp4v" (ISO/IEC 14496-1, 7.2.6.6.2)
  std::uint32_t time_scale = 0;
  std::uint64_t duration = 0;  // in time_scale
  std::uint32_t sample_count = 0;
  std::uint32_t sample_duration = 0;  // of all samples, if they are alike or the fragments' default; else 0
  std::uint32_t coded_width = 0;
  std::uint32_t coded_height = 0;
  std::uint32_t header_width = 0;
  std::uint32_t header_height = 0;
  std::uint16_t orientation = 1;  // the header's matrix in EXIF's numbers

  [[nodiscard]] std::uint32_t width() const { return coded_width != 0 ? coded_width : header_width; }
  [[nodiscard]] std::uint32_t height() const { return coded_height != 0 ? coded_height : header_height; }
  [[nodiscard]] bool is_turned() const { return orientation >= 5; }
  [[nodiscard]] double duration_s() const { return time_scale == 0 ? 0 : static_cast<double>(duration) / time_scale; }
  [[nodiscard]] double frame_rate() const;
};

struct Movie {
  std::optional<WallTime> created_at;
  std::uint32_t time_scale = 0;
  std::uint64_t duration = 0;            // in time_scale
  std::uint64_t fragments_duration = 0;  // mehd; in time_scale
  bool fragmented = false;
  std::vector<Track> tracks;
  std::vector<Box> user_data;  // "udta" and "meta" boxes of the film and its tracks

  [[nodiscard]] const Track* picture_track() const;
  [[nodiscard]] const Track* sound_track() const;
  [[nodiscard]] Track* find_track(std::uint32_t id);
};

Result<Movie> read_movie(const ByteSource& source, const Box& moov, Collector& collector);

// Seconds since 1904, UTC; 0 is "not set". Some writers count from 1970.
std::optional<WallTime> time_from_1904(std::uint64_t seconds);

}  // namespace sluice::formats
