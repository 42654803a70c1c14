#include "formats/ebml.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "formats/text.h"

namespace sluice::formats {
namespace {

struct Number {
  std::uint64_t value = 0;
  std::size_t bytes = 0;
  bool all_ones = false;
};

enum class Marker { keep, remove };

// RFC 8794, section 4: the number of leading zero bits says how many bytes follow.
Result<Number> read_variable(ByteReader& reader, std::size_t longest, Marker marker) {
  const Byte first = SLUICE_TRY(reader.u8());
  const auto bytes = static_cast<std::size_t>(std::countl_zero(first)) + 1;
  if (bytes > longest) return fail(Code::corrupt, "no element where one should be");
  const std::uint64_t marker_bit = 0x80u >> (bytes - 1);
  std::uint64_t value = marker == Marker::keep ? first : first & (marker_bit - 1);
  bool all_ones = (first & (marker_bit - 1)) == marker_bit - 1;
  for (std::size_t i = 1; i < bytes; ++i) {
    const Byte next = SLUICE_TRY(reader.u8());
    all_ones = all_ones && next == 0xFF;
    value = value << 8 | next;
  }
  return Number{value, bytes, all_ones};
}

}  // namespace

Result<Element> read_element(const ByteSource& source, std::uint64_t offset, std::uint64_t end) {
  std::array<Byte, 12> head;
  const std::uint64_t wanted = offset < end ? std::min<std::uint64_t>(head.size(), end - offset) : 0;
  const std::size_t got = SLUICE_TRY(source.read_at(offset, std::span(head).first(static_cast<std::size_t>(wanted))));
  ByteReader reader(ByteView(head).first(got));
  const Number id = SLUICE_TRY(read_variable(reader, 4, Marker::keep));
  const Number size = SLUICE_TRY(read_variable(reader, 8, Marker::remove));
  Element element;
  element.id = static_cast<std::uint32_t>(id.value);
  element.begin = offset;
  element.payload = offset + reader.position();
  element.unknown_size = size.all_ones;
  element.cut = !size.all_ones && size.value > end - element.payload;
  element.end = size.all_ones || element.cut ? end : element.payload + size.value;
  return element;
}

std::optional<Element> ElementWalker::next() {
  if (at_ >= end_ || !collector_.count_chunk()) return std::nullopt;
  const auto element = read_element(source_, at_, end_);
  if (!element) {
    collector_.warn(fmt::format("{}, at {}", element.error().message, at_));
    return std::nullopt;
  }
  at_ = element->end;
  return *element;
}

Result<std::uint64_t> read_unsigned(const ByteSource& source, const Element& element) {
  if (element.size() > 8) return 0;
  std::array<Byte, 8> bytes{};
  const auto digits = std::span(bytes).first(static_cast<std::size_t>(element.size()));
  SLUICE_TRY(source.fill(element.payload, digits));
  std::uint64_t value = 0;
  for (const Byte b : digits) value = value << 8 | b;
  return value;
}

Result<std::int64_t> read_signed(const ByteSource& source, const Element& element) {
  const std::uint64_t value = SLUICE_TRY(read_unsigned(source, element));
  const auto unused = static_cast<int>(64 - std::min<std::uint64_t>(element.size(), 8) * 8);
  return unused == 64 ? 0 : static_cast<std::int64_t>(value << unused) >> unused;
}

Result<double> read_float(const ByteSource& source, const Element& element) {
  const std::uint64_t bits = SLUICE_TRY(read_unsigned(source, element));
  if (element.size() == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return element.size() == 8 ? std::bit_cast<double>(bits) : 0.0;
}

Result<std::string> read_string(const ByteSource& source, const Element& element, std::uint64_t limit,
                                Collector& collector) {
  if (element.size() > limit)
    collector.warn(fmt::format("a text of {} bytes: only {} are read", element.size(), limit));
  return decoded_c_string(SLUICE_TRY(source.read_up_to(element.payload, std::min(element.size(), limit))));
}

}  // namespace sluice::formats
