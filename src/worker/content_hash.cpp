#include "worker/content_hash.h"

#include <memory>

#include <fmt/format.h>
#include <xxhash.h>

namespace sluice::worker {
namespace {

constexpr std::size_t kReadBytes = 256u << 10;
constexpr std::uint64_t kSampleBytes = 64u << 10;

std::string to_digits(XXH128_hash_t hash) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  return to_hex(ByteView(canonical.digest));
}

}  // namespace

std::string content_hash(ByteView bytes) { return to_digits(XXH3_128bits(bytes.data(), bytes.size())); }

Result<std::string> content_hash(const formats::ByteSource& source) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  if (!state) throw std::bad_alloc();
  XXH3_128bits_reset(state.get());
  Bytes buffer(kReadBytes);
  for (std::uint64_t offset = 0; offset < source.size();) {
    const std::size_t count = SLUICE_TRY(source.read_at(offset, buffer));
    if (count == 0) return fail(Code::corrupt, fmt::format("file ends at {} of {} bytes", offset, source.size()));
    XXH3_128bits_update(state.get(), buffer.data(), count);
    offset += count;
  }
  return to_digits(XXH3_128bits_digest(state.get()));
}

Result<std::string> sample_key(const formats::ByteSource& source) {
  Bytes sample = SLUICE_TRY(source.read_up_to(0, kSampleBytes));
  const std::uint64_t tail = source.size() > 2 * kSampleBytes ? source.size() - kSampleBytes : sample.size();
  const Bytes rest = SLUICE_TRY(source.read_up_to(tail, kSampleBytes));
  sample.insert(sample.end(), rest.begin(), rest.end());
  const std::string size = std::to_string(source.size());
  sample.insert(sample.end(), size.begin(), size.end());
  return "s" + content_hash(sample);
}

}  // namespace sluice::worker
