#include "pixels/gif.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gif_lib.h>

#include "pixels/bounds.h"
#include "pixels/gif_canvas.h"

namespace sluice::pixels {
namespace {

using GifFile = std::unique_ptr<GifFileType, decltype([](GifFileType* file) { DGifCloseFile(file, nullptr); })>;

// giflib's reading function: what is left of the file, from front to back.
int read_on(GifFileType* file, GifByteType* out, int count) {
  auto& rest = *static_cast<ByteView*>(file->UserData);
  const std::size_t taken = std::min(rest.size(), static_cast<std::size_t>(std::max(count, 0)));
  std::copy_n(rest.data(), taken, out);
  rest = rest.subspan(taken);
  return static_cast<int>(taken);
}

// Walks one GIF from front to back.
class Walk {
 public:
  explicit Walk(ByteView bytes) : rest_(bytes) {
    int error = 0;
    file_.reset(DGifOpen(&rest_, &read_on, &error));
    if (!file_) error_ = error;
  }

  [[nodiscard]] bool is_open() const { return file_ != nullptr; }
  [[nodiscard]] const GifFileType& file() const { return *file_; }

  // To the next frame's head (true), or the end (false).
  Result<bool> next_frame() {
    control_ = {};
    control_.TransparentColor = NO_TRANSPARENT_COLOR;
    while (true) {
      GifRecordType type = UNDEFINED_RECORD_TYPE;
      if (DGifGetRecordType(file_.get(), &type) == GIF_ERROR) return fail(error());
      if (type == TERMINATE_RECORD_TYPE) return false;
      if (type == EXTENSION_RECORD_TYPE) SLUICE_TRY(pass_extension());
      if (type == IMAGE_DESC_RECORD_TYPE) {
        if (DGifGetImageDesc(file_.get()) == GIF_ERROR) return fail(error());
        return true;
      }
    }
  }

  // Over the frame's data without decoding it.
  Result<void> skip_frame() {
    int size = 0;
    GifByteType* block = nullptr;
    if (DGifGetCode(file_.get(), &size, &block) == GIF_ERROR) return fail(error());
    while (block != nullptr) {
      if (DGifGetCodeNext(file_.get(), &block) == GIF_ERROR) return fail(error());
    }
    return {};
  }

  // The frame's colour indexes; rows of interlaced frames put in their places (GIF89a, appendix E).
  Result<void> read_indexes(Bytes& out) {
    const auto width = static_cast<std::size_t>(file_->Image.Width);
    const auto height = static_cast<std::size_t>(file_->Image.Height);
    out.resize(width * height);
    struct Pass {
      std::size_t first, step;
    };
    constexpr Pass kInterlaced[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    constexpr Pass kPlain[] = {{0, 1}};
    const std::span<const Pass> passes =
        file_->Image.Interlace ? std::span<const Pass>(kInterlaced) : std::span<const Pass>(kPlain);
    for (const Pass& pass : passes) {
      for (std::size_t y = pass.first; y < height; y += pass.step) {
        if (DGifGetLine(file_.get(), &out[y * width], static_cast<int>(width)) == GIF_ERROR) return fail(error());
      }
    }
    return {};
  }

  // Of the frame that next_frame() came to; `palette` holds its colours afterwards.
  Result<GifFrame> describe(Bytes& palette) const {
    const ColorMapObject* map = file_->Image.ColorMap != nullptr ? file_->Image.ColorMap : file_->SColorMap;
    if (map == nullptr) return fail(Code::corrupt, "a frame without a colour table");
    palette.clear();
    for (const GifColorType& color : std::span(map->Colors, static_cast<std::size_t>(map->ColorCount)))
      palette.insert(palette.end(), {color.Red, color.Green, color.Blue});
    GifFrame frame{.left = static_cast<std::uint32_t>(file_->Image.Left),
                   .top = static_cast<std::uint32_t>(file_->Image.Top),
                   .width = static_cast<std::uint32_t>(file_->Image.Width),
                   .height = static_cast<std::uint32_t>(file_->Image.Height)};
    if (control_.DisposalMode == DISPOSE_BACKGROUND) frame.disposal = GifFrame::Disposal::clear;
    if (control_.DisposalMode == DISPOSE_PREVIOUS) frame.disposal = GifFrame::Disposal::restore;
    if (control_.TransparentColor != NO_TRANSPARENT_COLOR)
      frame.transparent = static_cast<Byte>(control_.TransparentColor);
    frame.palette = palette;
    return frame;
  }

  [[nodiscard]] Error error() const {
    const int number = file_ ? file_->Error : error_;
    // The reading function gave less than was asked for.
    if (number == D_GIF_ERR_READ_FAILED || number == D_GIF_ERR_EOF_TOO_SOON)
      return {Code::corrupt, "the picture ends early"};
    const char* text = GifErrorString(number);
    return {Code::corrupt, text != nullptr ? fmt::format("giflib: {}", text) : "the GIF data does not decode"};
  }

 private:
  Result<void> pass_extension() {
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(file_.get(), &code, &block) == GIF_ERROR) return fail(error());
    while (block != nullptr) {
      if (code == GRAPHICS_EXT_FUNC_CODE) DGifExtensionToGCB(block[0], block + 1, &control_);
      if (DGifGetExtensionNext(file_.get(), &block) == GIF_ERROR) return fail(error());
    }
    return {};
  }

  ByteView rest_;
  GifFile file_;
  int error_ = 0;
  GraphicsControlBlock control_ = {};
};

// What a frame costs: its own pixels, or those of the canvas that is kept for the time after it.
std::uint64_t pixels_of(const GifFileType& file) {
  const auto area = [](GifWord width, GifWord height) {
    return static_cast<std::uint64_t>(std::max(width, 0)) * static_cast<std::uint64_t>(std::max(height, 0));
  };
  return std::max(area(file.SWidth, file.SHeight), area(file.Image.Width, file.Image.Height));
}

// As many as there are and the limits allow to go through.
std::uint32_t count_frames(ByteView bytes, const Limits& limits) {
  Walk walk(bytes);
  std::uint32_t frames = 0;
  std::uint64_t pixels = 0;
  while (walk.is_open() && frames < limits.frames_passed) {
    const auto found = walk.next_frame();
    if (!found || !*found || !walk.skip_frame()) break;
    pixels += pixels_of(walk.file());
    if (pixels > limits.pixels_passed) break;
    ++frames;
  }
  return std::max(frames, 1u);
}

class GifDecoder {
 public:
  GifDecoder(ByteView bytes, const Limits& limits, Decoded& decoded)
      : walk_(bytes), limits_(limits), decoded_(decoded) {}

  // `frames` of the first `available` ones, or fewer where they are large.
  Result<void> decode(std::uint32_t frames, std::uint32_t available) {
    if (!walk_.is_open()) return fail(walk_.error());
    const auto width = static_cast<std::uint64_t>(std::max(walk_.file().SWidth, 0));
    const auto height = static_cast<std::uint64_t>(std::max(walk_.file().SHeight, 0));
    const auto wanted = spread(keepable_frames(frames, width, height, limits_), available);
    for (std::uint32_t index = 0; index <= wanted.back(); ++index) {
      const Result<bool> drawn = draw_next();
      if (!drawn && index == 0) return fail(drawn.error());
      if (!drawn)
        decoded_.warnings.push_back(fmt::format("frame {} of the animation: {}", index + 1, drawn.error().message));
      if (!drawn || !*drawn) break;
      if (!std::ranges::binary_search(wanted, index)) continue;
      Image seen = index == wanted.back() ? std::move(*canvas_).take() : canvas_->snapshot();
      if (index == 0)
        decoded_.image = std::move(seen);
      else
        decoded_.more_frames.push_back(std::move(seen));
    }
    if (decoded_.image.is_empty()) return fail(Code::corrupt, "a GIF without a picture");
    return {};
  }

 private:
  Result<bool> draw_next() {
    if (!SLUICE_TRY(walk_.next_frame())) return false;
    GifFrame frame = SLUICE_TRY(walk_.describe(palette_));
    SLUICE_TRY(check_size(frame.width, frame.height, limits_));
    if (!canvas_) SLUICE_TRY(make_canvas(frame));
    SLUICE_TRY(walk_.read_indexes(indexes_));
    frame.indexes = indexes_;
    canvas_->draw(frame);
    return true;
  }

  // As the reader has it (formats/gif.h): a screen without a size takes the first frame's.
  Result<void> make_canvas(const GifFrame& frame) {
    auto width = static_cast<std::uint32_t>(std::max(walk_.file().SWidth, 0));
    auto height = static_cast<std::uint32_t>(std::max(walk_.file().SHeight, 0));
    if (width == 0 || height == 0) width = frame.width, height = frame.height;
    SLUICE_TRY(check_size(width, height, limits_));
    canvas_ = std::make_unique<GifCanvas>(width, height);
    return {};
  }

  Walk walk_;
  const Limits& limits_;
  Decoded& decoded_;
  std::unique_ptr<GifCanvas> canvas_;
  Bytes palette_;
  Bytes indexes_;
};

}  // namespace

Result<Decoded> decode_gif(const formats::ByteSource& source, const Request& request, const Limits& limits) {
  const Bytes bytes = SLUICE_TRY(read_picture(source, limits));
  Decoded decoded;
  decoded.is_lossless = true;
  const std::uint32_t available = request.frames > 1 ? count_frames(bytes, limits) : 1;
  SLUICE_TRY(GifDecoder(bytes, limits, decoded).decode(request.frames, available));
  return decoded;
}

}  // namespace sluice::pixels
