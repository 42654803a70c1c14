#pragma once

// Elements of EBML (RFC 8794), which Matroska is made of: an id, a length of one to eight bytes (all ones: unknown), a
// payload.

#include <optional>
#include <string>

#include "formats/byte_source.h"
#include "formats/collector.h"

namespace sluice::formats {

struct Element {
  std::uint32_t id = 0;  // with its length marker, as specifications write it
  std::uint64_t begin = 0;
  std::uint64_t payload = 0;
  std::uint64_t end = 0;  // the parent's end where unknown, or where the element claims more (`cut`)
  bool unknown_size = false;
  bool cut = false;
  [[nodiscard]] std::uint64_t size() const { return end - payload; }
};

// The element at `offset`, which must lie before `end`.
Result<Element> read_element(const ByteSource& source, std::uint64_t offset, std::uint64_t end);

// Walks the children in order; stops at the end, at what is no element (with a warning), or at the file's limit of
// elements.
class ElementWalker {
 public:
  ElementWalker(const ByteSource& source, Collector& collector, const Element& parent)
      : source_(source), collector_(collector), at_(parent.payload), end_(parent.end) {}
  std::optional<Element> next();

 private:
  const ByteSource& source_;
  Collector& collector_;
  std::uint64_t at_;
  std::uint64_t end_;
};

// Values. A wrong size gives 0 or an empty string, as RFC 8794 has it for elements without content.
Result<std::uint64_t> read_unsigned(const ByteSource& source, const Element& element);
Result<std::int64_t> read_signed(const ByteSource& source, const Element& element);
Result<double> read_float(const ByteSource& source, const Element& element);
Result<std::string> read_string(const ByteSource& source, const Element& element, std::uint64_t limit,
                                Collector& collector);

}  // namespace sluice::formats
