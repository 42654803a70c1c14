#include "pixels/area_boxes.h"

namespace sluice::pixels {

std::vector<AreaBox> area_boxes(std::uint32_t from, std::uint32_t to) {
  std::vector<AreaBox> boxes(to);
  const std::uint64_t unit = to;  // one source sample, in units in which every border is a whole number
  const auto share = [unit](std::uint64_t part) { return static_cast<float>(part) / static_cast<float>(unit); };
  for (std::uint32_t i = 0; i < to; ++i) {
    const std::uint64_t begin = std::uint64_t{i} * from;
    const std::uint64_t end = begin + from;
    const std::uint64_t first = (begin + unit - 1) / unit;
    const std::uint64_t last = end / unit;
    AreaBox& box = boxes[i];
    box.first = static_cast<std::uint32_t>(first);
    box.last = static_cast<std::uint32_t>(last);
    if (first <= last) {
      box.before = share(first * unit - begin);
      box.after = share(end - last * unit);
    } else {  // inside one sample
      box.last = box.first;
      box.before = share(end - begin);
    }
  }
  return boxes;
}

}  // namespace sluice::pixels
