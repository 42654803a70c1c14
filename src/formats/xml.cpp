#include "formats/xml.h"

#include <charconv>

#include "base/utf8.h"

namespace sluice::formats {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kAttributes = 1024;  // of one tag; Lightroom writes all its settings as attributes

std::string utf8_of(std::uint32_t c) {
  const bool wide = c >= 0x10000;
  const std::uint32_t rest = c - 0x10000;
  const std::uint32_t units[2] = {wide ? 0xD800 + (rest >> 10) : c, 0xDC00 + (rest & 0x3FF)};
  std::string bytes;
  for (std::size_t i = 0; i < (wide ? 2u : 1u); ++i) {
    bytes += static_cast<char>(units[i] >> 8);
    bytes += static_cast<char>(units[i] & 0xFF);
  }
  return from_utf16(bytes, Utf16::big_endian);
}

// What stands for "&name;", or nothing if it is none of the known.
std::string character_of(std::string_view name) {
  if (name == "lt") return "<";
  if (name == "gt") return ">";
  if (name == "amp") return "&";
  if (name == "quot") return "\"";
  if (name == "apos") return "'";
  if (!name.starts_with('#')) return {};
  const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string_view digits = name.substr(hex ? 2 : 1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
  if (error != std::errc{} || end != digits.data() + digits.size() || value > 0x10FFFF || value == 0) return {};
  return utf8_of(value);
}

std::string resolved(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const auto ampersand = text.find('&');
    out += text.substr(0, ampersand);
    if (ampersand == std::string_view::npos) return out;
    text.remove_prefix(ampersand);
    // The longest known reference is &#x10FFFF; with a few leading zeros.
    const auto end = text.substr(0, 16).find(';');
    const std::string character = end == std::string_view::npos ? std::string() : character_of(text.substr(1, end - 1));
    if (character.empty()) {
      out += '&';
      text.remove_prefix(1);
    } else {
      out += character;
      text.remove_prefix(end + 1);
    }
  }
}

}  // namespace

Result<XmlToken> XmlScanner::next() {
  while (at_ < text_.size()) {
    if (at("<!--")) {
      SLUICE_TRY(skip_past("-->"));
    } else if (at("<![CDATA[")) {
      at_ += 9;
      const auto end = text_.find("]]>", at_);
      if (end == std::string_view::npos) return fail(Code::corrupt, "a CDATA section does not end");
      XmlToken token{.kind = XmlToken::Kind::text,
                     .name = {},
                     .attributes = {},
                     .text = std::string(text_.substr(at_, end - at_))};
      at_ = end + 3;
      return token;
    } else if (at("<?")) {
      SLUICE_TRY(skip_past("?>"));
    } else if (at("<!")) {
      SLUICE_TRY(skip_past(">"));
    } else if (at("</")) {
      return read_end_tag();
    } else if (at("<")) {
      return read_tag();
    } else {
      const std::string_view raw = text_.substr(at_, text_.find('<', at_) - at_);
      at_ += raw.size();
      return XmlToken{.kind = XmlToken::Kind::text, .name = {}, .attributes = {}, .text = resolved(raw)};
    }
  }
  return XmlToken{};
}

Result<XmlToken> XmlScanner::read_end_tag() {
  at_ += 2;
  XmlToken token{.kind = XmlToken::Kind::end, .name = read_name(), .attributes = {}, .text = {}};
  SLUICE_TRY(skip_past(">"));
  return token;
}

Result<XmlToken> XmlScanner::read_tag() {
  at_ += 1;
  XmlToken token{.kind = XmlToken::Kind::start, .name = read_name(), .attributes = {}, .text = {}};
  if (token.name.empty()) return fail(Code::corrupt, "a tag without a name");
  SLUICE_TRY(read_attributes(token));
  return token;
}

Result<void> XmlScanner::read_attributes(XmlToken& token) {
  while (true) {
    skip_space();
    if (at(">")) {
      at_ += 1;
      return {};
    }
    if (at("/>")) {
      at_ += 2;
      token.closed = true;
      return {};
    }
    const std::string_view name = read_name();
    skip_space();
    if (name.empty() || !at("=")) return fail(Code::corrupt, "a tag that is not well-formed");
    at_ += 1;
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const auto end = quote == '"' || quote == '\'' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) return fail(Code::corrupt, "an attribute without its value");
    if (token.attributes.size() < kAttributes)
      token.attributes.push_back({name, resolved(text_.substr(at_ + 1, end - at_ - 1))});
    at_ = end + 1;
  }
}

Result<void> XmlScanner::skip_past(std::string_view mark) {
  const auto found = text_.find(mark, at_);
  if (found == std::string_view::npos) return fail(Code::corrupt, "the text ends inside a tag");
  at_ = found + mark.size();
  return {};
}

std::string_view XmlScanner::read_name() {
  const auto end = std::min(text_.find_first_of(" \t\r\n=/><\"'", at_), text_.size());
  const std::string_view name = text_.substr(at_, end - at_);
  at_ = end;
  return name;
}

void XmlScanner::skip_space() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }

}  // namespace sluice::formats
