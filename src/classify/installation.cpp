#include "classify/installation.h"

#include <array>
#include <fstream>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <nettle/sha2.h>

namespace sluice::classify {
namespace {

constexpr const char* kAdvice = "run scripts/setup-classifier, or reinstall";
constexpr const char* kSums = "SHA256SUMS";
constexpr const char* kModel = "mobilenet_v2.onnx";
constexpr const char* kEngine = "lib/libonnxruntime.so";

// By name, as sha256sum writes them: 64 hex digits, two spaces, the name.
using Sums = std::map<std::string, std::string>;

Result<Sums> read_sums(const std::string& folder) {
  std::ifstream file(folder + "/" + kSums);
  if (!file)
    return fail(Code::not_found, fmt::format("the NSFW classifier is not installed in {}: {}", folder, kAdvice));
  Sums sums;
  for (std::string sum, name; file >> sum >> name;) sums[name] = sum;
  return sums;
}

// SHA-256 of what it is fed, as 64 hex digits.
class Sha256 {
 public:
  Sha256() { sha256_init(&context_); }
  void update(ByteView bytes) { sha256_update(&context_, bytes.size(), bytes.data()); }
  std::string finish() {
    std::array<Byte, SHA256_DIGEST_SIZE> digest;
    sha256_digest(&context_, digest.size(), digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
  }

 private:
  sha256_ctx context_;
};

// Hands the file to `sink` piece by piece, so that the engine's 27 MB are never in memory at once, and answers its sum.
template <class Sink>
Result<std::string> read_file(const std::string& path, Sink sink) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Code::not_found, fmt::format("{} is missing: {}", path, kAdvice));
  Sha256 sum;
  Bytes piece(1 << 20);
  while (file.read(reinterpret_cast<char*>(piece.data()), std::ssize(piece)) || file.gcount() > 0) {
    const ByteView bytes = ByteView(piece).first(static_cast<std::size_t>(file.gcount()));
    sum.update(bytes);
    sink(bytes);
  }
  if (file.bad()) return fail(Code::io, fmt::format("{} cannot be read", path));
  return sum.finish();
}

template <class Sink>
Result<std::string> read_checked(const std::string& folder, const std::string& name, const Sums& sums, Sink sink) {
  const std::string path = folder + "/" + name;
  std::string sum = SLUICE_TRY(read_file(path, sink));
  const auto expected = sums.find(name);
  if (expected == sums.end() || expected->second != sum) {
    return fail(Code::corrupt, fmt::format("{} is damaged (it is not what {} says): {}", path, kSums, kAdvice));
  }
  return sum;
}

}  // namespace

Result<Installation> check_installation(const std::string& folder) {
  const Sums sums = SLUICE_TRY(read_sums(folder));
  SLUICE_TRY(read_checked(folder, kEngine, sums, [](ByteView) {}));
  Installation found;
  found.engine = folder + "/" + kEngine;
  found.model_sum = SLUICE_TRY(read_checked(folder, kModel, sums, [&](ByteView bytes) {
    found.model.insert(found.model.end(), bytes.begin(), bytes.end());
  }));
  return found;
}

}  // namespace sluice::classify
