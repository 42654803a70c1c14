#pragma once

// What the tests of this folder share: a data folder that goes away, and pictures to keep.

#include <filesystem>
#include <fstream>
#include <string>

#include <stdlib.h>

#include "base/bytes.h"

namespace sluice::thumbnails {

struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sluice-thumbnails-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  void plant(const std::string& file, const std::string& content) const {
    std::filesystem::create_directories((path / file).parent_path());
    std::ofstream(path / file) << content;
  }
  std::filesystem::path path;
};

// The least that passes for a JPEG of this size.
inline Bytes jpeg(std::size_t size = 100, Byte filling = 'x') {
  Bytes out(size, filling);
  out[0] = out[size - 2] = 0xFF;
  out[1] = 0xD8;
  out[size - 1] = 0xD9;
  return out;
}

// A key of the given shard: "ab" → "ab…0007".
inline std::string key(int number, const std::string& shard = "ab") {
  std::string digits = std::to_string(number);
  return shard + std::string(30 - digits.size(), '0') + digits;
}

}  // namespace sluice::thumbnails
