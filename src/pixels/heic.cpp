#include "pixels/heic.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <libheif/heif.h>

#include "pixels/bounds.h"
#include "pixels/heic_references.h"
#include "pixels/hevc_plugin.h"

namespace sluice::pixels {
namespace {

using Context = std::unique_ptr<heif_context, decltype([](heif_context* context) { heif_context_free(context); })>;
using Handle =
    std::unique_ptr<heif_image_handle, decltype([](heif_image_handle* handle) { heif_image_handle_release(handle); })>;
using Picture = std::unique_ptr<heif_image, decltype([](heif_image* image) { heif_image_release(image); })>;
using Options = std::unique_ptr<heif_decoding_options,
                                decltype([](heif_decoding_options* options) { heif_decoding_options_free(options); })>;

Error as_error(const heif_error& error) {
  Code code = Code::corrupt;
  if (error.subcode == heif_suberror_Security_limit_exceeded || error.code == heif_error_Memory_allocation_error)
    code = Code::too_large;
  else if (error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype)
    code = Code::unsupported;
  else if (error.subcode == heif_suberror_End_of_data)
    return {Code::corrupt, "the picture ends early"};
  return {code, fmt::format("libheif: {}", error.message != nullptr ? error.message : "the picture does not decode")};
}

Result<void> checked(const heif_error& error) {
  if (error.code != heif_error_Ok) return fail(as_error(error));
  return {};
}

Result<Image> to_image(const heif_image_handle* handle, bool alpha, const Limits& limits) {
  const Options options(heif_decoding_options_alloc());
  options->convert_hdr_to_8bit = 1;
  heif_image* decoded = nullptr;
  SLUICE_TRY(
      checked(heif_decode_image(handle, &decoded, heif_colorspace_RGB,
                                alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get())));
  const Picture picture(decoded);
  const int width = heif_image_get_width(decoded, heif_channel_interleaved);
  const int height = heif_image_get_height(decoded, heif_channel_interleaved);
  int stride = 0;
  const Byte* rows = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
  if (width <= 0 || height <= 0 || rows == nullptr) return fail(Code::corrupt, "libheif gives no pixels");
  SLUICE_TRY(check_size(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), limits));
  Image image(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
              alpha ? Channels::rgba : Channels::rgb);
  const ByteView all(rows, static_cast<std::size_t>(stride) * image.height());
  for (std::uint32_t y = 0; y < image.height(); ++y)
    std::ranges::copy(all.subspan(y * static_cast<std::size_t>(stride), image.row_bytes()), image.row(y).begin());
  return image;
}

Bytes color_profile(const heif_image_handle* handle) {
  const heif_color_profile_type type = heif_image_handle_get_color_profile_type(handle);
  if (type != heif_color_profile_type_prof && type != heif_color_profile_type_rICC) return {};
  Bytes profile(heif_image_handle_get_raw_color_profile_size(handle));
  if (profile.empty() || heif_image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok)
    return {};
  return profile;
}

}  // namespace

Result<Decoded> decode_heic(const formats::ByteSource& source, const Request&, const Limits& limits) {
  use_hevc_plugin();
  const Bytes bytes = SLUICE_TRY(read_picture(source, limits));
  SLUICE_TRY(check_references(formats::MemorySource(bytes)));
  const Context context(heif_context_alloc());
  heif_context_set_max_decoding_threads(context.get(), 0);
  heif_context_set_maximum_image_size_limit(context.get(), static_cast<int>(limits.side));
  SLUICE_TRY(checked(heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr)));
  heif_image_handle* primary = nullptr;
  SLUICE_TRY(checked(heif_context_get_primary_image_handle(context.get(), &primary)));
  const Handle handle(primary);
  const auto side = [](int length) { return static_cast<std::uint64_t>(std::max(length, 0)); };
  SLUICE_TRY(check_size(side(heif_image_handle_get_ispe_width(primary)),
                        side(heif_image_handle_get_ispe_height(primary)), limits));
  SLUICE_TRY(
      check_size(side(heif_image_handle_get_width(primary)), side(heif_image_handle_get_height(primary)), limits));
  Decoded decoded;
  decoded.icc = color_profile(primary);
  const bool alpha = heif_image_handle_has_alpha_channel(primary) != 0;
  decoded.image = SLUICE_TRY(to_image(primary, alpha, limits));
  if (alpha && heif_image_handle_is_premultiplied_alpha(primary) != 0) unpremultiply(decoded.image);
  return decoded;
}

}  // namespace sluice::pixels
