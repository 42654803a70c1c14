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

std::string sha256(ByteView bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), bytes.data());
  std::array<Byte, SHA256_DIGEST_SIZE> digest;
  sha256_digest(&context, digest.size(), digest.data());
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

Result<Bytes> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return fail(Code::not_found, fmt::format("{} is missing: {}", path, kAdvice));
  Bytes bytes(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) return fail(Code::io, fmt::format("{} cannot be read", path));
  return bytes;
}

Result<Bytes> read_checked(const std::string& folder, const std::string& name, const Sums& sums) {
  const std::string path = folder + "/" + name;
  Bytes bytes = SLUICE_TRY(read_file(path));
  const auto expected = sums.find(name);
  if (expected == sums.end() || expected->second != sha256(bytes)) {
    return fail(Code::corrupt, fmt::format("{} is damaged (it is not what {} says): {}", path, kSums, kAdvice));
  }
  return bytes;
}

}  // namespace

Result<Installation> check_installation(const std::string& folder) {
  const Sums sums = SLUICE_TRY(read_sums(folder));
  SLUICE_TRY(read_checked(folder, kEngine, sums));
  Installation found;
  found.engine = folder + "/" + kEngine;
  found.model = SLUICE_TRY(read_checked(folder, kModel, sums));
  found.model_sum = sums.at(kModel);
  return found;
}

}  // namespace sluice::classify
