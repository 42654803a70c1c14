#pragma once

// How long a fragmented film is when its header does not say: from the segment index ("sidx"), else from the fragments
// ("moof").

#include <map>

#include "formats/isobmff.h"
#include "formats/mp4_movie.h"

namespace sluice::formats {

class Fragments {
 public:
  Fragments(const ByteSource& source, Collector& collector) : source_(source), collector_(collector) {}

  void take_index(const Box& sidx);
  void take_fragment(const Box& moof, const Movie& movie);

  [[nodiscard]] double index_duration_s() const { return index_duration_s_; }
  [[nodiscard]] double duration_s(std::uint32_t track, std::uint32_t time_scale) const;
  [[nodiscard]] double frame_rate(std::uint32_t track, std::uint32_t time_scale) const;

 private:
  struct Extent {
    std::uint64_t end = 0;  // in the track's time scale
    std::uint64_t length = 0;
    std::uint64_t samples = 0;
  };
  struct Run {
    std::uint64_t length = 0;
    std::uint64_t samples = 0;
  };

  Result<void> read_index(const Box& sidx);
  Result<void> read_fragment(const Box& moof, const Movie& movie);
  Result<void> read_track_fragment(const Box& traf, const Movie& movie);
  Result<Run> read_run(const Box& trun, std::uint32_t default_duration) const;

  const ByteSource& source_;
  Collector& collector_;
  double index_duration_s_ = 0;
  std::map<std::uint32_t, Extent> tracks_;
};

}  // namespace sluice::formats
