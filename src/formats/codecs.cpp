#include "formats/codecs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"

namespace sluice::formats {
namespace {

constexpr std::array kSampleEntries = std::to_array<std::pair<FourCC, std::string_view>>({
    {fourcc("avc1"), "h264"},         {fourcc("avc3"), "h264"},    {fourcc("H264"), "h264"},
    {fourcc("h264"), "h264"},         {fourcc("X264"), "h264"},    {fourcc("hvc1"), "hevc"},
    {fourcc("hev1"), "hevc"},         {fourcc("dvh1"), "hevc"},    {fourcc("dvhe"), "hevc"},
    {fourcc("HEVC"), "hevc"},         {fourcc("vvc1"), "vvc"},     {fourcc("av01"), "av1"},
    {fourcc("vp08"), "vp8"},          {fourcc("VP80"), "vp8"},     {fourcc("vp09"), "vp9"},
    {fourcc("VP90"), "vp9"},          {fourcc("mp4v"), "mpeg4"},   {fourcc("XVID"), "mpeg4"},
    {fourcc("DIVX"), "mpeg4"},        {fourcc("DX50"), "mpeg4"},   {fourcc("s263"), "h263"},
    {fourcc("h263"), "h263"},         {fourcc("jpeg"), "mjpeg"},   {fourcc("mjpa"), "mjpeg"},
    {fourcc("mjpb"), "mjpeg"},        {fourcc("MJPG"), "mjpeg"},   {fourcc("png "), "png"},
    {fourcc("apch"), "prores"},       {fourcc("apcn"), "prores"},  {fourcc("apcs"), "prores"},
    {fourcc("apco"), "prores"},       {fourcc("ap4h"), "prores"},  {fourcc("ap4x"), "prores"},
    {fourcc("SVQ1"), "svq1"},         {fourcc("SVQ3"), "svq3"},    {fourcc("cvid"), "cinepak"},
    {fourcc("dvc "), "dvvideo"},      {fourcc("dvcp"), "dvvideo"}, {fourcc("AVdn"), "dnxhd"},
    {fourcc("WMV3"), "wmv3"},         {fourcc("mp4a"), "aac"},     {fourcc("Opus"), "opus"},
    {fourcc("fLaC"), "flac"},         {fourcc("alac"), "alac"},    {fourcc(".mp3"), "mp3"},
    {fourcc("ac-3"), "ac3"},          {fourcc("ec-3"), "eac3"},    {fourcc("sowt"), "pcm_s16le"},
    {fourcc("twos"), "pcm_s16be"},    {fourcc("raw "), "pcm_u8"},  {fourcc("in24"), "pcm_s24be"},
    {fourcc("lpcm"), "pcm"},          {fourcc("ipcm"), "pcm"},     {fourcc("ulaw"), "pcm_mulaw"},
    {fourcc("alaw"), "pcm_alaw"},     {fourcc("samr"), "amr_nb"},  {fourcc("sawb"), "amr_wb"},
    {fourcc("ima4"), "adpcm_ima_qt"},
});

// By longest beginning: ids carry profiles behind a slash.
constexpr std::array kMatroskaIds = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"V_MPEG4/ISO/AVC", "h264"},
    {"V_MPEGH/ISO/HEVC", "hevc"},
    {"V_MPEGI/ISO/VVC", "vvc"},
    {"V_MPEG4/", "mpeg4"},
    {"V_MPEG1", "mpeg1video"},
    {"V_MPEG2", "mpeg2video"},
    {"V_VP8", "vp8"},
    {"V_VP9", "vp9"},
    {"V_AV1", "av1"},
    {"V_THEORA", "theora"},
    {"V_PRORES", "prores"},
    {"V_MJPEG", "mjpeg"},
    {"V_FFV1", "ffv1"},
    {"V_SNOW", "snow"},
    {"V_UNCOMPRESSED", "rawvideo"},
    {"A_OPUS", "opus"},
    {"A_VORBIS", "vorbis"},
    {"A_AAC", "aac"},
    {"A_EAC3", "eac3"},
    {"A_AC3", "ac3"},
    {"A_DTS", "dts"},
    {"A_FLAC", "flac"},
    {"A_ALAC", "alac"},
    {"A_MPEG/L3", "mp3"},
    {"A_MPEG/L2", "mp2"},
    {"A_TRUEHD", "truehd"},
    {"A_PCM/", "pcm"},
    {"A_WAVPACK4", "wavpack"},
    {"A_TTA1", "tta"},
});

std::string_view of_object_type(Byte type) {
  switch (type) {
    case 0x40:
    case 0x66:
    case 0x67:
    case 0x68:
      return "aac";
    case 0x69:
    case 0x6B:
      return "mp3";
    case 0x60:
    case 0x61:
    case 0x62:
    case 0x63:
    case 0x64:
    case 0x65:
      return "mpeg2video";
    case 0x6A:
      return "mpeg1video";
    case 0x6C:
      return "mjpeg";
    case 0xA5:
      return "ac3";
    case 0xA6:
      return "eac3";
    case 0xA9:
      return "dts";
    case 0xAD:
      return "opus";
    case 0xDD:
      return "vorbis";
    default:
      return {};
  }
}

}  // namespace

std::string mp4_codec(FourCC sample_entry, Byte object_type) {
  if (const std::string_view name = of_object_type(object_type); !name.empty()) return std::string(name);
  const auto known = std::ranges::find(kSampleEntries, sample_entry, &std::pair<FourCC, std::string_view>::first);
  if (known != kSampleEntries.end()) return std::string(known->second);
  return sample_entry == 0 ? std::string() : to_lower_ascii(trimmed(to_text(name_of(sample_entry))));
}

std::string matroska_codec(std::string_view id, FourCC private_fourcc) {
  if (id.starts_with("V_MS/VFW/FOURCC") && private_fourcc != 0) return mp4_codec(private_fourcc, 0);
  for (const auto& [beginning, name] : kMatroskaIds) {
    if (id.starts_with(beginning)) return std::string(name);
  }
  return to_lower_ascii(id);
}

}  // namespace sluice::formats
