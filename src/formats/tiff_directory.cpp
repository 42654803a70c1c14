#include "formats/tiff_directory.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sluice::formats {
namespace {

// Bytes of one value by type; types that nobody knows count as bytes.
std::uint64_t size_of(std::uint16_t type) {
  constexpr std::array<std::uint8_t, 19> kSizes{1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 1, 1, 8, 8, 8};
  return type < kSizes.size() ? kSizes.at(type) : 1;
}

}  // namespace

const TiffEntry* TiffDirectory::find(std::uint16_t tag) const {
  const auto found = std::ranges::find(entries, tag, &TiffEntry::tag);
  return found != entries.end() ? &*found : nullptr;
}

Result<TiffFile> TiffFile::open(const ByteSource& source) {
  const auto bytes = SLUICE_TRY(source.read_array<8>(0));
  const std::string_view mark = as_text(bytes).substr(0, 2);
  TiffHead head;
  if (mark == "MM")
    head.order = std::endian::big;
  else if (mark != "II")
    return fail(Code::corrupt, "no TIFF header");
  ByteReader reader(ByteView(bytes).subspan(2));
  const std::uint16_t version = SLUICE_TRY(reader.u16(head.order));
  head.is_big = version == 43;
  if (version != 42 && version != 43) return fail(Code::corrupt, "no TIFF header");
  TiffFile file(source, head);
  file.head_.first_directory =
      head.is_big ? SLUICE_TRY(file.number_at(8, 8)) : std::uint64_t{SLUICE_TRY(reader.u32(head.order))};
  return file;
}

Result<TiffDirectory> TiffFile::read_directory(std::uint64_t offset, Collector& collector) const {
  const std::uint64_t count = SLUICE_TRY(number_at(offset, count_bytes()));
  const std::uint64_t start = offset + count_bytes();
  const std::uint64_t there = std::min(count, (source_->size() - start) / entry_bytes());
  TiffDirectory directory;
  if (there < count) collector.warn("a TIFF directory ends after the file: it is cut short");
  for (std::uint64_t i = 0; i < there; ++i) {
    if (!collector.count_chunk()) return directory;
    std::array<Byte, 20> bytes;
    const std::span<Byte> entry = std::span(bytes).first(static_cast<std::size_t>(entry_bytes()));
    const std::uint64_t at = start + i * entry_bytes();
    SLUICE_TRY(source_->fill(at, entry));
    directory.entries.push_back(SLUICE_TRY(parse_entry(entry, at)));
  }
  if (there < count) return directory;
  const auto next = number_at(start + count * entry_bytes(), offset_bytes());
  if (!next && next.error().code != Code::corrupt) return fail(next.error());
  directory.next = next.value_or(0);
  return directory;
}

Result<TiffFile::Link> TiffFile::read_link(std::uint64_t offset) const {
  const std::uint64_t count = SLUICE_TRY(number_at(offset, count_bytes()));
  const std::uint64_t start = offset + count_bytes();
  if (count > source_->size() / entry_bytes()) return fail(Code::corrupt, "a TIFF directory ends after the file");
  Link link;
  if (count > 0) {
    const Bytes entry = SLUICE_TRY(source_->read_exactly(start, entry_bytes()));
    link.first_entry = SLUICE_TRY(parse_entry(entry, start));
  }
  link.next = SLUICE_TRY(number_at(start + count * entry_bytes(), offset_bytes()));
  return link;
}

Result<std::vector<std::uint64_t>> TiffFile::numbers(const TiffEntry& entry, std::uint64_t most) const {
  std::vector<std::uint64_t> values;
  const std::uint64_t width = size_of(entry.type);
  const std::uint64_t count = std::min(entry.count, most);
  values.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) values.push_back(SLUICE_TRY(number_at(entry.offset + i * width, width)));
  return values;
}

Result<std::uint64_t> TiffFile::number(ByteReader& reader, std::uint64_t bytes) const {
  if (bytes == 1) return SLUICE_TRY(reader.u8());
  if (bytes == 2) return SLUICE_TRY(reader.u16(head_.order));
  if (bytes == 4) return SLUICE_TRY(reader.u32(head_.order));
  return head_.order == std::endian::little ? reader.u64le() : reader.u64be();
}

Result<std::uint64_t> TiffFile::number_at(std::uint64_t offset, std::uint64_t bytes) const {
  std::array<Byte, 8> buffer;
  const std::span<Byte> wanted = std::span(buffer).first(static_cast<std::size_t>(bytes));
  if (offset > source_->size())
    return fail(Code::corrupt, fmt::format("a TIFF offset of {} is behind the end", offset));
  SLUICE_TRY(source_->fill(offset, wanted));
  ByteReader reader(wanted);
  return number(reader, bytes);
}

// A value of few bytes stands in the entry itself.
Result<TiffEntry> TiffFile::parse_entry(ByteView bytes, std::uint64_t at) const {
  ByteReader reader(bytes);
  TiffEntry entry;
  entry.tag = SLUICE_TRY(reader.u16(head_.order));
  entry.type = SLUICE_TRY(reader.u16(head_.order));
  entry.count = SLUICE_TRY(number(reader, offset_bytes()));
  const std::uint64_t width = size_of(entry.type);
  entry.count = std::min(entry.count, ~std::uint64_t{0} / width);
  entry.size = entry.count * width;
  entry.offset = entry.size <= offset_bytes() ? at + reader.position() : SLUICE_TRY(number(reader, offset_bytes()));
  return entry;
}

}  // namespace sluice::formats
