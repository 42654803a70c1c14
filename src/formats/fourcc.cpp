#include "formats/fourcc.h"

#include "base/utf8.h"

namespace sluice::formats {

std::string name_of(FourCC code) {
  const std::array<Byte, 4> bytes = bytes_of(code);
  return from_latin1(as_text(bytes));
}

}  // namespace sluice::formats
