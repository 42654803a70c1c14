#include "pixels/decode.h"

namespace sluice::pixels {

Result<Decoded> decode(const formats::ByteSource&, formats::Format, const Request&, const Limits&) {
  return fail(Code::unsupported, "no decoder for this format");
}

}  // namespace sluice::pixels
