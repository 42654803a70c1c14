#pragma once

// A small, strictly linear scanner for the XML that XMP packets are made of: tags, attributes, text, CDATA. It knows no
// document type: declarations are stepped over and entities other than the five built-in ones and character references
// stay as written, so nothing expands. Views point into the text given to the constructor, which must outlive the
// scanner.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::formats {

struct XmlAttribute {
  std::string_view name;
  std::string value;
};

struct XmlToken {
  enum class Kind { start, end, text, finished };
  Kind kind = Kind::finished;
  std::string_view name;                 // start, end: as written, with its prefix
  std::vector<XmlAttribute> attributes;  // start
  bool closed = false;                   // start: "<a/>", no end follows
  std::string text;                      // text, entities resolved
};

class XmlScanner {
 public:
  explicit XmlScanner(std::string_view text) : text_(text) {}
  Result<XmlToken> next();

 private:
  Result<XmlToken> read_tag();
  Result<XmlToken> read_end_tag();
  Result<void> read_attributes(XmlToken& token);
  Result<void> skip_past(std::string_view mark);
  std::string_view read_name();
  void skip_space();
  [[nodiscard]] bool at(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sluice::formats
