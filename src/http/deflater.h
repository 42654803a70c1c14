#pragma once

// Deflater: gzip for one event stream (RFC 1952), each piece readable at once by whoever has what came before it.
//
// A window of 2 KiB reaches back over the few events before, which is what the next one repeats (zlib uses all but 262
// bytes of it); with it a stream's coder needs 16 KiB.
// Not movable: zlib keeps a pointer to its stream. Any one thread.

#include <memory>
#include <string>
#include <string_view>

namespace sluice::http {

class Deflater {
 public:
  Deflater();  // std::bad_alloc when there is no memory
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  // Ends with a sync flush.
  std::string code(std::string_view bytes);
  // The end of the gzip member; nothing may be coded after it. Empty the second time.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool is_finished_ = false;
};

}  // namespace sluice::http
