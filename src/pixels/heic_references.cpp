#include "pixels/heic_references.h"

#include <algorithm>
#include <map>
#include <vector>

#include "formats/collector.h"
#include "formats/isobmff.h"

namespace sluice::pixels {
namespace {

using formats::fourcc;

// An overlay of a grid of tiles with an alpha picture that is a grid again: five.
constexpr int kDeepest = 8;
constexpr std::uint64_t kTableBytes = 8u << 20;

class References {
 public:
  // One "iref" box (ISO/IEC 14496-12, 8.11.12).
  Result<void> add(const formats::ByteSource& source, const formats::Box& box, formats::Collector& collector) {
    const auto head = SLUICE_TRY(source.read_array<4>(box.payload));
    const bool wide = head[0] != 0;
    formats::BoxWalker walker(source, collector, box, 4);
    while (const auto child = SLUICE_TRY(walker.next())) {
      // "derived from", and "is an auxiliary picture (alpha) of".
      if (child->type != fourcc("dimg") && child->type != fourcc("auxl")) continue;
      const Bytes data = SLUICE_TRY(formats::load(source, *child, kTableBytes, collector));
      ByteReader reader(data);
      const auto id = [&]() -> Result<std::uint32_t> {
        if (wide) return reader.u32be();
        return std::uint32_t{SLUICE_TRY(reader.u16be())};
      };
      const std::uint32_t from = SLUICE_TRY(id());
      const std::uint16_t count = SLUICE_TRY(reader.u16be());
      for (std::uint16_t i = 0; i < count; ++i) {
        const auto to = id();
        if (!to) break;
        if (child->type == fourcc("dimg"))
          parts_[from].push_back(*to);
        else
          parts_[*to].push_back(from);
      }
    }
    return {};
  }

  [[nodiscard]] bool are_shallow() {
    return std::ranges::all_of(parts_, [&](const auto& item) { return depth_of(item.first, 0) <= kDeepest; });
  }

 private:
  // How many levels lie below an item; more than kDeepest is not looked into, so that circles end too.
  int depth_of(std::uint32_t id, int level) {
    if (level > kDeepest) return kDeepest + 1;
    const auto parts = parts_.find(id);
    if (parts == parts_.end()) return 0;
    if (const auto known = depths_.find(id); known != depths_.end()) return known->second;
    int deepest = 0;
    for (const std::uint32_t part : parts->second) {
      deepest = std::max(deepest, 1 + depth_of(part, level + 1));
      if (deepest > kDeepest) break;
    }
    depths_[id] = deepest;
    return deepest;
  }

  std::map<std::uint32_t, std::vector<std::uint32_t>> parts_;
  std::map<std::uint32_t, int> depths_;
};

}  // namespace

Result<void> check_references(const formats::ByteSource& source) {
  formats::Collector collector({}, model::FileType::image, "heic");
  References references;
  formats::BoxWalker walker(source, collector, 0, source.size());
  while (const auto box = SLUICE_TRY(walker.next())) {
    if (box->type != fourcc("meta")) continue;
    formats::BoxWalker children(source, collector, *box, 4);
    while (const auto child = SLUICE_TRY(children.next())) {
      if (child->type == fourcc("iref")) SLUICE_TRY(references.add(source, *child, collector));
    }
  }
  // What was not looked at could hold anything.
  if (!collector.count_chunk()) return fail(Code::too_large, "a HEIF file of more boxes than are looked at");
  if (!references.are_shallow()) return fail(Code::corrupt, "a HEIF item that is made of itself");
  return {};
}

}  // namespace sluice::pixels
