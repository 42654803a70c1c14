#pragma once

// The texts of films: QuickTime "udta" atoms, "meta" boxes with "keys" and "ilst" (what ffmpeg and ComfyUI write),
// iTunes' "ilst". Keys are kept as written without the "mdta" namespace; four-character atoms get readable names
// ("©cmt" → "comment").

#include "formats/isobmff.h"

namespace sluice::formats {

class Mp4TagReader {
 public:
  Mp4TagReader(const ByteSource& source, Collector& collector, std::string_view container)
      : source_(source), collector_(collector), container_(container) {}

  // A "udta" or "meta" box. Damage costs a warning.
  void read(const Box& box);

 private:
  Result<void> read_user_data(const Box& udta);
  Result<void> read_user_text(const Box& atom);
  Result<void> read_meta(const Box& meta);
  Result<std::vector<std::string>> read_keys(const Box& keys);
  Result<void> read_list(const Box& ilst, const std::vector<std::string>& keys);
  Result<void> read_item(const Box& item, const std::string& key);
  Result<std::string> read_free_form_key(const Box& item);
  void add(std::string_view key, std::string text);
  void interpret(std::string_view key, std::string_view text);

  const ByteSource& source_;
  Collector& collector_;
  std::string container_;
};

}  // namespace sluice::formats
