#pragma once

// Text that comes from files and file names, made safe to show and to store.

#include <string>
#include <string_view>

namespace sluice {

// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes) noexcept;

// Valid UTF-8 whatever comes in: every byte that belongs to no character becomes U+FFFD, NUL too.
std::string to_text(std::string_view bytes);

// As to_text, but such bytes become \xHH: reversible where no name holds a literal \x. For database columns.
std::string to_escaped_text(std::string_view bytes);

// Latin-1 to UTF-8.
std::string from_latin1(std::string_view bytes);
// Strict UTF-8 if it is that, else Latin-1 (what PNG's tEXt needs: METADATA.md). NUL becomes U+FFFD.
std::string from_utf8_or_latin1(std::string_view bytes);

enum class Utf16 { big_endian, little_endian };
// Unpaired surrogates become U+FFFD; an odd last byte is dropped.
std::string from_utf16(std::string_view bytes, Utf16 order);

// For comparing ASCII keys, names and extensions; other bytes are left alone.
std::string to_lower_ascii(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

}  // namespace sluice
