#include "worker/technical_tags.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/utf8.h"

namespace sluice::worker {
namespace {

// Lower case, sorted. EXIF 2.32 tag names, PNG's registered keywords about the file, QuickTime and Matroska tags of
// muxers, XMP basics.
constexpr auto kTags = [] {
  auto tags = std::to_array<std::string_view>({
      "aperturevalue",
      "artist",
      "bitspersample",
      "bodyserialnumber",
      "brightnessvalue",
      "cameraownername",
      "c2pa",
      "camerafirmware",
      "cfapattern",
      "colorspace",
      "com.android.version",
      "com.apple.quicktime.creationdate",
      "com.apple.quicktime.location.iso6709",
      "com.apple.quicktime.make",
      "com.apple.quicktime.model",
      "com.apple.quicktime.software",
      "compatible_brands",
      "componentsconfiguration",
      "compressedbitsperpixel",
      "compression",
      "contrast",
      "copyright",
      "createdate",
      "creation time",
      "creation_time",
      "creatortool",
      "creator",
      "processingsoftware",
      "rawdevelopingsoftware",
      "uniquecameramodel",
      "spectralsensitivity",
      "timecreated",
      "digitalcreationdate",
      "digitalcreationtime",
      "serialnumber",
      "firmware",
      "legacyiptcdigest",
      "iccprofile",
      "colormode",
      "customrendered",
      "date",
      "date:create",
      "date:modify",
      "date:timestamp",
      "datetime",
      "datetimedigitized",
      "datecreated",
      "datetimeoriginal",
      "digitalzoomratio",
      "documentid",
      "duration",
      "encoded_by",
      "encoder",
      "exifversion",
      "exposurebiasvalue",
      "exposureindex",
      "exposuremode",
      "exposureprogram",
      "exposuretime",
      "filesource",
      "flash",
      "flashpixversion",
      "fnumber",
      "focallength",
      "focallengthin35mmfilm",
      "focalplaneresolutionunit",
      "focalplanexresolution",
      "focalplaneyresolution",
      "format",
      "gaincontrol",
      "handler_name",
      "history",
      "hostcomputer",
      "imagelength",
      "imageuniqueid",
      "imagewidth",
      "instanceid",
      "interopindex",
      "isospeed",
      "isospeedratings",
      "jfif",
      "keywords",
      "language",
      "lens",
      "lensid",
      "lensmake",
      "lensmodel",
      "lensserialnumber",
      "lensspecification",
      "lightsource",
      "location",
      "major_brand",
      "make",
      "maxaperturevalue",
      "metadatadate",
      "meteringmode",
      "minor_version",
      "model",
      "modifydate",
      "muxing app",
      "muxing_app",
      "muxingapp",
      "offsettime",
      "offsettimedigitized",
      "offsettimeoriginal",
      "orientation",
      "originaldocumentid",
      "photographicsensitivity",
      "photometricinterpretation",
      "pixelxdimension",
      "pixelydimension",
      "planarconfiguration",
      "rating",
      "ratingpercent",
      "recommendedexposureindex",
      "relatedsoundfile",
      "resolutionunit",
      "rotate",
      "samplesperpixel",
      "saturation",
      "scenecapturetype",
      "scenetype",
      "sensingmethod",
      "sensitivitytype",
      "sharpness",
      "shutterspeedvalue",
      "software",
      "subject",
      "subjectarea",
      "subjectdistance",
      "subjectdistancerange",
      "subsectime",
      "subsectimedigitized",
      "subsectimeoriginal",
      "vendor_id",
      "whitebalance",
      "whitepoint",
      "writing app",
      "writing_app",
      "writingapp",
      "xresolution",
      "ycbcrpositioning",
      "ycbcrsubsampling",
      "yresolution",
      "\xC2\xA9"
      "day",
      "\xC2\xA9"
      "mak",
      "\xC2\xA9"
      "mod",
      "\xC2\xA9"
      "swr",
      "\xC2\xA9"
      "too",
      "\xC2\xA9"
      "xyz",
  });
  std::ranges::sort(tags);
  return tags;
}();

// Namespaces of cameras and of editors' settings: hundreds of keys, none of them words about the picture.
constexpr auto kPrefixes = std::to_array<std::string_view>(
    {"gps", "crs:", "xmpmm:", "stevt:", "stref:", "aux:", "tiff:", "exifex:", "icc", "makernote", "thumbnail", "0x"});

}  // namespace

bool is_technical_tag(const model::RawText& text) {
  // The packet as a whole: its properties are texts of their own.
  if (text.container == "xmp" && text.key == "packet") return true;
  // A graph may hide in any EXIF tag, the camera's model most of all; those are long, and have been offered to the
  // parsers.
  constexpr std::size_t kLongestTechnical = 1'024;
  if (text.container == "exif" && text.text.size() > kLongestTechnical) return false;
  const std::string key = to_lower_ascii(trimmed(text.key));
  if (std::ranges::any_of(kPrefixes, [&](std::string_view prefix) { return key.starts_with(prefix); })) return true;
  const std::size_t border = key.find_last_of(":.");
  const std::string_view bare =
      border == std::string::npos ? std::string_view(key) : std::string_view(key).substr(border + 1);
  return std::ranges::binary_search(kTags, std::string_view(key)) || std::ranges::binary_search(kTags, bare);
}

}  // namespace sluice::worker
