#include "formats/mp4_tags.h"

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/text.h"
#include "formats/xmp.h"

namespace sluice::formats {
namespace {

constexpr std::size_t kKeyBytes = 1024;

constexpr std::array kNames = std::to_array<std::pair<FourCC, std::string_view>>({
    {fourcc("\xA9nam"), "title"},
    {fourcc("\xA9"
            "ART"),
     "artist"},
    {fourcc("aART"), "album_artist"},
    {fourcc("\xA9"
            "alb"),
     "album"},
    {fourcc("\xA9"
            "aut"),
     "author"},
    {fourcc("\xA9"
            "cmt"),
     "comment"},
    {fourcc("\xA9"
            "cpy"),
     "copyright"},
    {fourcc("cprt"), "copyright"},
    {fourcc("\xA9"
            "day"),
     "date"},
    {fourcc("\xA9"
            "des"),
     "description"},
    {fourcc("desc"), "description"},
    {fourcc("dscp"), "description"},
    {fourcc("ldes"), "synopsis"},
    {fourcc("\xA9"
            "too"),
     "encoder"},
    {fourcc("\xA9"
            "enc"),
     "encoder"},
    {fourcc("\xA9swr"), "software"},
    {fourcc("\xA9wrt"), "composer"},
    {fourcc("\xA9gen"), "genre"},
    {fourcc("gnre"), "genre"},
    {fourcc("\xA9grp"), "grouping"},
    {fourcc("\xA9inf"), "information"},
    {fourcc("\xA9key"), "keywords"},
    {fourcc("keyw"), "keywords"},
    {fourcc("\xA9lyr"), "lyrics"},
    {fourcc("\xA9mak"), "make"},
    {fourcc("\xA9mod"), "model"},
    {fourcc("\xA9xyz"), "location"},
    {fourcc("titl"), "title"},
    {fourcc("auth"), "author"},
    {fourcc("perf"), "performer"},
    {fourcc("tvsh"), "show"},
    {fourcc("purd"), "purchase_date"},
});

std::string readable(FourCC atom) {
  const auto known = std::ranges::find(kNames, atom, &std::pair<FourCC, std::string_view>::first);
  return known == kNames.end() ? to_text(name_of(atom)) : std::string(known->second);
}

// 3GPP TS 26.244: a full box with a language in front of the text.
bool is_3gpp_text(FourCC atom) {
  switch (atom) {
    case fourcc("titl"):
    case fourcc("dscp"):
    case fourcc("cprt"):
    case fourcc("perf"):
    case fourcc("auth"):
    case fourcc("gnre"):
      return true;
    default:
      return false;
  }
}

// "data" by its well-known type (QuickTime File Format, "Well-known types"); nothing for pictures and other bytes.
std::optional<std::string> value_text(std::uint32_t type, ByteView value) {
  switch (type & 0xFFFFFF) {
    case 0:
      return is_utf8(as_text(value)) && !as_text(value).contains('\0') ? std::optional(decoded_text(value))
                                                                       : std::nullopt;
    case 1:
    case 4:
      return decoded_text(value);
    case 2:
    case 5:
      return decoded_utf16(value, ByteOrder::big_endian);
    case 21:
    case 22: {
      if (value.empty() || value.size() > 8) return std::nullopt;
      const bool negative = (type & 0xFFFFFF) == 21 && (value.front() & 0x80) != 0;
      std::uint64_t number = negative ? ~0ull : 0;
      for (const Byte b : value) number = number << 8 | b;
      return negative ? fmt::format("{}", static_cast<std::int64_t>(number)) : fmt::format("{}", number);
    }
    case 23: {
      const auto bits = ByteReader(value).u32be();
      return bits ? std::optional(fmt::format("{}", std::bit_cast<float>(*bits))) : std::nullopt;
    }
    case 24: {
      const auto bits = ByteReader(value).u64be();
      return bits ? std::optional(fmt::format("{}", std::bit_cast<double>(*bits))) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

void Mp4TagReader::read(const Box& box) {
  const Result<void> walk = box.type == fourcc("meta") ? read_meta(box) : read_user_data(box);
  if (!walk) collector_.warn(fmt::format("{}: {}", name_of(box.type), walk.error().message));
}

Result<void> Mp4TagReader::read_user_data(const Box& udta) {
  BoxWalker walker(source_, collector_, udta);
  while (const auto atom = SLUICE_TRY(walker.next())) {
    if (atom->type == fourcc("meta")) {
      SLUICE_TRY(read_meta(*atom));
    } else if (atom->type == fourcc("XMP_")) {
      read_xmp(SLUICE_TRY(load(source_, *atom, collector_.limits().text_bytes, collector_)), collector_);
    } else if (atom->type >> 24 == 0xA9 || is_3gpp_text(atom->type)) {
      SLUICE_TRY(read_user_text(*atom));
    }
  }
  return {};
}

Result<void> Mp4TagReader::read_user_text(const Box& atom) {
  const Bytes data = SLUICE_TRY(load(source_, atom, collector_.limits().text_bytes, collector_));
  ByteReader reader(data);
  if (is_3gpp_text(atom.type)) {
    if (!reader.skip(6)) return {};
    const ByteView text = reader.take_rest();
    const bool has_mark = text.size() >= 2 && text[0] == 0xFE && text[1] == 0xFF;
    add(readable(atom.type), has_mark ? decoded_utf16(text, ByteOrder::big_endian) : decoded_c_string(text));
    return {};
  }
  // Some savers put an iTunes "data" box here.
  if (data.size() >= 16 && as_text(data).substr(4, 4) == "data") return read_item(atom, readable(atom.type));
  // Length and language, then the text; translations may follow.
  const auto length = reader.u16be();
  if (!length || !reader.skip(2)) return {};
  const auto text = reader.take(*length);
  add(readable(atom.type), decoded_text(text ? *text : reader.take_rest()));
  return {};
}

Result<void> Mp4TagReader::read_meta(const Box& meta) {
  std::vector<std::string> keys;
  BoxWalker walker(source_, collector_, meta, SLUICE_TRY(meta_header_size(source_, meta)));
  while (const auto box = SLUICE_TRY(walker.next())) {
    if (box->type == fourcc("keys")) keys = SLUICE_TRY(read_keys(*box));
    if (box->type == fourcc("ilst")) SLUICE_TRY(read_list(*box, keys));
  }
  return {};
}

Result<std::vector<std::string>> Mp4TagReader::read_keys(const Box& box) {
  std::vector<std::string> keys;
  BoxWalker walker(source_, collector_, box, 8);  // version, flags and count
  while (const auto key = SLUICE_TRY(walker.next())) {
    const Bytes name = SLUICE_TRY(source_.read_up_to(key->payload, std::min<std::uint64_t>(key->size(), kKeyBytes)));
    keys.push_back(decoded_text(name));
  }
  return keys;
}

Result<void> Mp4TagReader::read_list(const Box& ilst, const std::vector<std::string>& keys) {
  BoxWalker walker(source_, collector_, ilst);
  while (const auto item = SLUICE_TRY(walker.next())) {
    const bool is_index = item->type >= 1 && item->type <= keys.size();
    if (item->type == fourcc("----")) {
      const std::string key = SLUICE_TRY(read_free_form_key(*item));
      SLUICE_TRY(read_item(*item, key));
    } else {
      SLUICE_TRY(read_item(*item, is_index ? keys[item->type - 1] : readable(item->type)));
    }
  }
  return {};
}

Result<std::string> Mp4TagReader::read_free_form_key(const Box& item) {
  const auto name = SLUICE_TRY(find_box(source_, collector_, item, fourcc("name")));
  if (!name || name->size() < 4) return std::string("----");
  const Bytes text =
      SLUICE_TRY(source_.read_up_to(name->payload + 4, std::min<std::uint64_t>(name->size() - 4, kKeyBytes)));
  return decoded_text(text);
}

Result<void> Mp4TagReader::read_item(const Box& item, const std::string& key) {
  BoxWalker walker(source_, collector_, item);
  while (const auto data = SLUICE_TRY(walker.next())) {
    if (data->type != fourcc("data") || data->size() < 8) continue;
    const auto head = SLUICE_TRY(source_.read_array<8>(data->payload));
    const std::uint32_t type = SLUICE_TRY(ByteReader(head).u32be());
    Box value = *data;
    value.payload += head.size();
    const bool is_picture = (type & 0xFFFFFF) == 13 || (type & 0xFFFFFF) == 14 || (type & 0xFFFFFF) == 27;
    if (is_picture) continue;
    const Bytes bytes = SLUICE_TRY(load(source_, value, collector_.limits().text_bytes, collector_));
    if (auto text = value_text(type, bytes)) add(key, std::move(*text));
  }
  return {};
}

void Mp4TagReader::add(std::string_view key, std::string text) {
  if (text.empty()) return;
  interpret(key, text);
  collector_.add_text(container_, key, std::move(text));
}

void Mp4TagReader::interpret(std::string_view key, std::string_view text) {
  model::Camera& camera = collector_.metadata().camera;
  const auto fill = [&](std::string& field) {
    if (field.empty() && text.size() <= 256 && !is_embedded_json(text)) field = trimmed(text);
  };
  if (key == "make" || key == "com.apple.quicktime.make") fill(camera.make);
  if (key == "model" || key == "com.apple.quicktime.model") fill(camera.model);
  if (key == "com.apple.quicktime.creationdate" && !camera.taken_at) camera.taken_at = parse_time(text);
  if (key == "location" || key == "com.apple.quicktime.location.ISO6709") {
    const auto position = parse_iso6709(text);
    if (!position || camera.gps_lat) return;
    camera.gps_lat = position->latitude;
    camera.gps_lon = position->longitude;
  }
}

}  // namespace sluice::formats
