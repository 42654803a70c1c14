#include "formats/sniff.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sluice::formats {
namespace {

constexpr std::size_t kHeadBytes = 256;  // an ftyp box with sixty brands

bool is_picture_brand(std::string_view brand) {
  constexpr auto kBrands =
      std::to_array<std::string_view>({"avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs",
                                       "mif1", "mif2", "mif3", "msf1", "miaf", "MA1A", "MA1B", "MiHB", "MiHE"});
  return std::ranges::count(kBrands, brand) > 0;
}

bool is_film_brand(std::string_view brand) {
  constexpr auto kBrands =
      std::to_array<std::string_view>({"isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "qt  ", "avc1",
                                       "M4V ", "M4A ", "dash", "3gp4", "3gp5", "3gp6", "MSNV", "XAVC"});
  return std::ranges::count(kBrands, brand) > 0;
}

// The major brand decides where it is known, else the compatible ones.
Format by_brands(std::string_view box) {
  const std::string_view major = box.substr(8, 4);
  if (major == "crx ") return Format::unknown;  // a camera's raw file
  if (is_picture_brand(major)) return Format::heif;
  if (is_film_brand(major)) return Format::mp4;
  bool pictures = false;
  for (std::size_t at = 16; at + 4 <= box.size(); at += 4) {
    if (is_film_brand(box.substr(at, 4))) return Format::mp4;
    pictures = pictures || is_picture_brand(box.substr(at, 4));
  }
  return pictures ? Format::heif : Format::mp4;
}

// Classic (42) and BigTIFF (43) in either byte order; camera raw files among them.
bool is_tiff(std::string_view head) {
  const std::string_view mark = head.substr(0, 4);
  return mark == std::string_view("II*\0", 4) || mark == std::string_view("MM\0*", 4) ||
         mark == std::string_view("II+\0", 4) || mark == std::string_view("MM\0+", 4);
}

bool starts_film_without_brand(std::string_view type) {
  return type == "moov" || type == "mdat" || type == "wide" || type == "pnot" || type == "free" || type == "skip" ||
         type == "styp";
}

}  // namespace

Result<Format> sniff(const ByteSource& source) {
  std::array<Byte, kHeadBytes> bytes;
  const std::size_t got = SLUICE_TRY(source.read_at(0, bytes));
  const std::string_view head = as_text(ByteView(bytes).first(got));
  if (head.starts_with("\x89PNG\r\n\x1A\n")) return Format::png;
  if (head.starts_with("\xFF\xD8\xFF")) return Format::jpeg;
  if (head.starts_with("GIF87a") || head.starts_with("GIF89a")) return Format::gif;
  if (head.starts_with("\x1A\x45\xDF\xA3")) return Format::matroska;
  if (head.starts_with("\xFF\x0A")) return Format::jxl;
  if (is_tiff(head)) return Format::tiff;
  if (head.size() < 12) return Format::unknown;
  if (head.starts_with("RIFF") && head.substr(8, 4) == "WEBP") return Format::webp;
  if (head.starts_with(std::string_view("\0\0\0\x0CJXL \r\n\x87\n", 12))) return Format::jxl;
  const std::string_view type = head.substr(4, 4);
  if (type == "ftyp") {
    const std::size_t claimed = SLUICE_TRY(ByteReader(bytes).u32be());
    return by_brands(head.substr(0, std::clamp<std::size_t>(claimed, 12, head.size())));
  }
  return starts_film_without_brand(type) ? Format::mp4 : Format::unknown;
}

}  // namespace sluice::formats
