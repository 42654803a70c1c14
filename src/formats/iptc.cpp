#include "formats/iptc.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "formats/text.h"

namespace sluice::formats {
namespace {

constexpr Byte kKeywords = 25;

constexpr std::array kNames = std::to_array<std::pair<Byte, std::string_view>>({
    {5, "ObjectName"},
    {15, "Category"},
    {25, "Keywords"},
    {40, "SpecialInstructions"},
    {55, "DateCreated"},
    {60, "TimeCreated"},
    {65, "OriginatingProgram"},
    {80, "By-line"},
    {85, "By-lineTitle"},
    {90, "City"},
    {92, "Sub-location"},
    {95, "Province-State"},
    {101, "Country-PrimaryLocationName"},
    {105, "Headline"},
    {110, "Credit"},
    {115, "Source"},
    {116, "CopyrightNotice"},
    {120, "Caption-Abstract"},
    {122, "Writer-Editor"},
});

std::string_view name_of(Byte data_set) {
  for (const auto& [number, name] : kNames) {
    if (number == data_set) return name;
  }
  return {};
}

// The length of a data set: two bytes, or with the top bit set the number of bytes that hold it.
Result<std::uint64_t> read_length(ByteReader& reader) {
  const std::uint16_t first = SLUICE_TRY(reader.u16be());
  if (first < 0x8000) return first;
  std::uint64_t length = 0;
  for (const Byte b : SLUICE_TRY(reader.take(std::min(first & 0x7FFFu, 8u)))) length = length << 8 | b;
  return length;
}

Result<void> read_data_sets(ByteReader reader, Collector& collector) {
  while (reader.remaining() >= 5 && collector.count_chunk()) {
    if (SLUICE_TRY(reader.u8()) != 0x1C) return {};  // padding
    const Byte record = SLUICE_TRY(reader.u8());
    const Byte data_set = SLUICE_TRY(reader.u8());
    const std::uint64_t length = SLUICE_TRY(read_length(reader));
    const ByteView value = SLUICE_TRY(reader.take(length));
    const std::string_view name = name_of(data_set);
    if (record != 2 || name.empty()) continue;
    std::string text = decoded_text(value);
    if (data_set == kKeywords) collector.add_subject(text);
    collector.add_text("iptc", name, std::move(text));
  }
  return {};
}

Result<void> read_blocks(ByteReader reader, Collector& collector) {
  constexpr std::uint16_t kIptcBlock = 0x0404;
  while (reader.remaining() >= 12 && collector.count_chunk()) {
    if (as_text(SLUICE_TRY(reader.take(4))) != "8BIM") return {};
    const std::uint16_t id = SLUICE_TRY(reader.u16be());
    const Byte name_length = SLUICE_TRY(reader.u8());
    SLUICE_TRY(reader.skip(name_length + (name_length % 2 == 0 ? 1u : 0u)));
    const std::uint32_t size = SLUICE_TRY(reader.u32be());
    const ByteView data = SLUICE_TRY(reader.take(size));
    if (size % 2 == 1 && !reader.at_end()) SLUICE_TRY(reader.skip(1));
    if (id == kIptcBlock) read_iptc(data, collector);
  }
  return {};
}

}  // namespace

void read_iptc(ByteView bytes, Collector& collector) {
  if (const auto walk = read_data_sets(ByteReader(bytes), collector); !walk)
    collector.warn("iptc: " + walk.error().message);
}

void read_photoshop_resources(ByteView bytes, Collector& collector) {
  if (const auto walk = read_blocks(ByteReader(bytes), collector); !walk)
    collector.warn("photoshop: " + walk.error().message);
}

}  // namespace sluice::formats
