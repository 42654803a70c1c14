// Any bytes whatever through formats::read: no crash, no endless loop, and what comes out is what RawMetadata promises.

#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "base/utf8.h"
#include "formats/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluice;
  formats::Limits limits;
  limits.text_bytes = 1u << 20;
  limits.inflated_bytes = 4u << 20;
  limits.all_text_bytes = 8u << 20;
  limits.chunks = 10'000;
  const auto metadata = formats::read(formats::MemorySource({data, size}), limits);
  if (!metadata) return 0;
  SLUICE_ASSERT(metadata->technical.width > 0 && metadata->technical.height > 0);
  for (const model::RawText& text : metadata->texts) {
    SLUICE_ASSERT(is_utf8(text.text) && is_utf8(text.key));
    SLUICE_ASSERT(!text.text.contains('\0') && !text.key.contains('\0'));
  }
  for (const std::string& subject : metadata->subjects) SLUICE_ASSERT(is_utf8(subject));
  for (const std::string& warning : metadata->warnings) SLUICE_ASSERT(is_utf8(warning));
  return 0;
}
