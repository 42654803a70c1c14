// Writes one small file of every kind into a folder: the seeds of fuzz_formats.

#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "formats/testing/ebml_builder.h"
#include "formats/testing/exif_builder.h"
#include "formats/testing/gif_builder.h"
#include "formats/testing/isobmff_builder.h"
#include "formats/testing/jpeg_builder.h"
#include "formats/testing/png_builder.h"
#include "formats/testing/riff_builder.h"

namespace {

using namespace sluice;
using namespace sluice::formats::testing;

constexpr std::string_view kXmp =
    R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description)"
    R"( xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="4"><dc:subject><rdf:Bag>)"
    R"(<rdf:li>sea &amp; sky</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>)";

Bytes exif() {
  return ExifBuilder()
      .ascii(0x010F, "workflow:{}")
      .number(0x0112, 6)
      .user_comment("UNICODE", utf16be("Steps: 20"))
      .ascii(0x9003, "2024:06:01 12:30:15", ExifBuilder::Ifd::exif)
      .ascii(1, "N", ExifBuilder::Ifd::gps)
      .rationals(2, {{51, 1}, {30, 1}, {36, 1}}, ExifBuilder::Ifd::gps)
      .build();
}

Bytes tiff() {
  return ExifBuilder(ExifBuilder::Order::big_endian)
      .number(256, 64)
      .number(257, 48)
      .number(258, 8)
      .number(262, 2)
      .ascii(0x010E, "a cat")
      .bytes(700, as_bytes(kXmp))
      .bytes(33723, iptc_data_set(25, "sea"))
      .user_comment("UNICODE", utf16be("Steps: 20"))
      .build();
}

Bytes fragmented_film() {
  const Bytes trex = full_box("trex", 0, 0, BytesBuilder().u32be(1).u32be(1).u32be(40).zeros(8).build());
  const Bytes trun = full_box("trun", 0, 0x100, BytesBuilder().u32be(1).u32be(40).build());
  const Bytes traf = box_of("traf", {full_box("tfhd", 0, 8, BytesBuilder().u32be(1).u32be(40).build()), trun});
  return joined(
      {film({movie_header(0, 0), track_box({.samples = 0}), box_of("mvex", {trex})}), box_of("moof", {traf})});
}

std::vector<std::pair<std::string, Bytes>> seeds() {
  const Bytes iptc = iptc_data_set(25, "sea");
  return {
      {"png", PngBuilder()
                  .text("parameters", "a cat")
                  .compressed_text("prompt", "{}")
                  .international_text("XML:com.adobe.xmp", kXmp, true)
                  .chunk("eXIf", exif())
                  .pixels()
                  .build()},
      {"jpeg", JpegBuilder()
                   .exif(exif())
                   .xmp(kXmp)
                   .segment(0xED, photoshop_segment(iptc))
                   .comment("hello")
                   .frame(64, 48)
                   .scan()
                   .build()},
      {"webp",
       WebpBuilder().extended(64, 48, 2).frame(100).chunk("EXIF", exif()).chunk("XMP ", as_bytes(kXmp)).build()},
      {"gif", GifBuilder(8, 8).comment("hello").xmp(kXmp).frame(10).build()},
      {"avif", HeifBuilder(64, 48).alpha().turned(1).exif(exif()).xmp(kXmp).location_version(1).in_idat().build()},
      {"heic", HeifBuilder(64, 48, "heic").exif(exif()).location_version(2).offset_bytes(8).build()},
      {"mp4", film({movie_header(1), track_box({}), track_box({.handler = "soun", .codec = "mp4a"}, 2),
                    keyed_metadata({{"prompt", "{}"}})})},
      {"mov", film({movie_header(1), track_box({.quarter_turns = 1}),
                    itunes_metadata({{"\xA9"
                                      "cmt",
                                      "x"}})},
                   "qt  ")},
      {"fragmented", fragmented_film()},
      {"webm", MatroskaFile{.tags = {{"PROMPT", "{}"}}, .tags_at = TagsAt::end_with_seek_head}.build()},
      {"tiff", tiff()},
      {"jxl", joined({box("JXL ", BytesBuilder().u32be(0x0D0A870A).build()),
                      box("Exif", BytesBuilder().u32be(0).bytes(exif()).build()),
                      box("jxlc", BytesBuilder().u16be(0xFF0A).zeros(24).build())})},
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: seed_formats FOLDER\n";
    return 2;
  }
  for (const auto& [name, bytes] : seeds()) {
    std::ofstream file(std::string(argv[1]) + "/" + name, std::ios::binary);
    file << as_text(bytes);
    if (!file) return 1;
  }
  return 0;
}
