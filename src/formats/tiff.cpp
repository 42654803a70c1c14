#include "formats/tiff.h"

#include <algorithm>
#include <set>

#include "formats/collector.h"
#include "formats/exif.h"
#include "formats/tiff_directory.h"
#include "formats/tiff_exif.h"

namespace sluice::formats {
namespace {

namespace tag {
constexpr std::uint16_t kNewSubfileType = 254;
constexpr std::uint16_t kWidth = 256;
constexpr std::uint16_t kHeight = 257;
constexpr std::uint16_t kBitsPerSample = 258;
constexpr std::uint16_t kPhotometric = 262;
constexpr std::uint16_t kSamplesPerPixel = 277;
constexpr std::uint16_t kExtraSamples = 338;
}  // namespace tag

// Pillow's words, by photometric interpretation (TIFF 6.0, section 8).
std::string color_mode(std::uint64_t photometric, std::uint64_t bits, bool alpha) {
  switch (photometric) {
    case 0:
    case 1:
      if (alpha) return "LA";
      return bits == 1 ? "1" : bits == 16 ? "I;16" : bits == 32 ? "I" : "L";
    case 2:
    case 6:
      return alpha ? "RGBA" : "RGB";
    case 3:
      return alpha ? "PA" : "P";
    case 5:
      return "CMYK";
    case 8:
      return "LAB";
    default:
      return "";  // a camera's sensor
  }
}

class TiffReader {
 public:
  TiffReader(const ByteSource& source, const Limits& limits)
      : source_(source), collector_(limits, model::FileType::image, "tiff") {}

  Result<model::RawMetadata> read() {
    const Result<void> walk = run();
    return collector_.finish(walk, Orientation::apply);
  }

 private:
  Result<void> run() {
    const TiffFile file = SLUICE_TRY(TiffFile::open(source_));
    const TiffDirectory first = SLUICE_TRY(file.read_directory(file.head().first_directory, collector_));
    SLUICE_TRY(describe(file, first));
    read_exif(SLUICE_TRY(gather_exif(file, first, collector_)), collector_);
    return count_pages(file, first.next);
  }

  Result<void> describe(const TiffFile& file, const TiffDirectory& directory) {
    const auto value = [&](std::uint16_t wanted, std::uint64_t otherwise) -> Result<std::uint64_t> {
      const TiffEntry* entry = directory.find(wanted);
      if (entry == nullptr) return otherwise;
      const auto numbers = SLUICE_TRY(file.numbers(*entry, 1));
      return numbers.empty() ? otherwise : numbers.front();
    };
    model::Technical& technical = collector_.technical();
    technical.frame_count = 1;
    technical.width = side(SLUICE_TRY(value(tag::kWidth, 0)));
    technical.height = side(SLUICE_TRY(value(tag::kHeight, 0)));
    const std::uint64_t bits = SLUICE_TRY(value(tag::kBitsPerSample, 1));
    technical.bit_depth = static_cast<std::uint16_t>(std::min<std::uint64_t>(bits, 64));
    // 1: colours multiplied by it, 2: plain; 0 is something else.
    const std::uint64_t extra = SLUICE_TRY(value(tag::kExtraSamples, 0));
    const bool alpha = (extra == 1 || extra == 2) && SLUICE_TRY(value(tag::kSamplesPerPixel, 1)) > 1;
    technical.has_alpha = alpha;
    constexpr std::uint64_t kUnknown = 0xFFFF;
    technical.color_mode = color_mode(SLUICE_TRY(value(tag::kPhotometric, kUnknown)), bits, alpha);
    return {};
  }

  static std::uint32_t side(std::uint64_t length) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(length, 0xFFFF'FFFF));
  }

  // Directories that are no smaller copies of others.
  Result<void> count_pages(const TiffFile& file, std::uint64_t offset) {
    std::set<std::uint64_t> seen{file.head().first_directory};
    while (offset != 0 && collector_.count_chunk()) {
      if (!seen.insert(offset).second) return fail(Code::corrupt, "a TIFF directory leads back to itself");
      const TiffFile::Link link = SLUICE_TRY(file.read_link(offset));
      if (!SLUICE_TRY(is_smaller_copy(file, link))) ++collector_.technical().frame_count;
      offset = link.next;
    }
    return {};
  }

  static Result<bool> is_smaller_copy(const TiffFile& file, const TiffFile::Link& link) {
    if (!link.first_entry || link.first_entry->tag != tag::kNewSubfileType) return false;
    const auto kind = SLUICE_TRY(file.numbers(*link.first_entry, 1));
    return !kind.empty() && (kind.front() & 1) != 0;
  }

  const ByteSource& source_;
  Collector collector_;
};

}  // namespace

Result<model::RawMetadata> read_tiff(const ByteSource& source, const Limits& limits) {
  return TiffReader(source, limits).read();
}

}  // namespace sluice::formats
