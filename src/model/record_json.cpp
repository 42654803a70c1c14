#include "model/record_json.h"

#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace sluice::model {
namespace {
namespace json = boost::json;

// --- writing ------------------------------------------------------------------------------------------------------

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

template <class T>
json::value value_or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value time_or_null(const std::optional<WallTime>& time) {
  return time ? json::value(to_iso8601(*time)) : json::value(nullptr);
}

json::value number_or_null(double number) { return number > 0 ? json::value(number) : json::value(nullptr); }

template <class T>
json::object object_of(const std::map<std::string, T>& map) {
  json::object out;
  out.reserve(map.size());
  for (const auto& [key, value] : map) out.emplace(key, value);
  return out;
}

json::array weighted(const std::vector<WeightedText>& texts) {
  json::array out;
  out.reserve(texts.size());
  for (const auto& item : texts) out.push_back({{"text", item.text}, {"weight", item.weight}});
  return out;
}

json::object metadata_of(const Record& r) {
  const Technical& t = r.technical;
  const Prompt& p = r.prompt;
  json::object out;
  out["width"] = t.width ? json::value(t.width) : json::value(nullptr);
  out["height"] = t.height ? json::value(t.height) : json::value(nullptr);
  out["duration"] = number_or_null(t.duration_s);
  out["frame_rate"] = number_or_null(t.frame_rate);
  out["color_mode"] = text_or_null(t.color_mode);
  out["has_alpha"] = value_or_null(t.has_alpha);
  out["bit_depth"] = t.bit_depth ? json::value(t.bit_depth) : json::value(nullptr);
  out["orientation"] = t.orientation;
  out["frame_count"] = t.frame_count ? json::value(t.frame_count) : json::value(nullptr);
  out["video_codec"] = text_or_null(t.video_codec);
  out["audio_codec"] = text_or_null(t.audio_codec);
  out["png_text"] = text_or_null(r.png_text);
  out["workflow_data"] = text_or_null(r.workflow_data);
  out["generator"] = text_or_null(p.generator);
  out["prompt"] = text_or_null(p.prompt);
  out["negative_prompt"] = text_or_null(p.negative_prompt);
  out["model_name"] = text_or_null(p.model_name);
  out["model_hash"] = text_or_null(p.model_hash);
  out["sampler"] = text_or_null(p.sampler);
  out["steps"] = value_or_null(p.steps);
  out["cfg_scale"] = value_or_null(p.cfg_scale);
  out["seed"] = text_or_null(p.seed);
  out["size"] = text_or_null(p.size);
  out["schedule_type"] = text_or_null(p.schedule_type);
  out["denoising_strength"] = value_or_null(p.denoising_strength);
  out["hires_config"] = text_or_null(p.hires_config);
  out["dynthres_config"] = text_or_null(p.dynthres_config);
  out["version"] = text_or_null(p.version);
  out["lora_hashes"] = text_or_null(p.lora_hashes);
  out["positive_prompt_keywords"] = weighted(p.positive_keywords);
  out["negative_prompt_keywords"] = weighted(p.negative_keywords);
  out["camera_make"] = text_or_null(r.camera.make);
  out["camera_model"] = text_or_null(r.camera.model);
  out["lens"] = text_or_null(r.camera.lens);
  out["taken_at"] = time_or_null(r.camera.taken_at);
  out["gps_lat"] = value_or_null(r.camera.gps_lat);
  out["gps_lon"] = value_or_null(r.camera.gps_lon);
  return out;
}

json::value nsfw_of(const std::optional<Nsfw>& nsfw) {
  if (!nsfw) return nullptr;
  return json::object{
      {"score", nsfw->score}, {"label", nsfw->label}, {"classes", object_of(nsfw->classes)}, {"model", nsfw->model}};
}

// --- reading ------------------------------------------------------------------------------------------------------

// A view of one object whose members may be missing or null but never of another kind. The first thing that is off is
// remembered; whoever reads looks at the end.
class Fields {
 public:
  Fields(const json::object& object, std::string& problem) : object_(object), problem_(problem) {}

  void text(std::string_view key, std::string& out) {
    if (const json::value* v = find(key)) v->is_string() ? void(out = v->get_string()) : complain(key);
  }
  void boolean(std::string_view key, bool& out) {
    if (const json::value* v = find(key)) v->is_bool() ? void(out = v->get_bool()) : complain(key);
  }
  void boolean(std::string_view key, std::optional<bool>& out) {
    if (const json::value* v = find(key)) v->is_bool() ? void(out = v->get_bool()) : complain(key);
  }
  template <class T>
  void number(std::string_view key, T& out) {
    if (const json::value* v = find(key)) {
      boost::system::error_code ec;
      const T value = v->is_number() ? v->to_number<T>(ec) : T{};
      !v->is_number() || ec ? complain(key) : void(out = value);
    }
  }
  template <class T>
  void number(std::string_view key, std::optional<T>& out) {
    if (find(key)) number(key, out.emplace());
  }
  void time(std::string_view key, std::optional<WallTime>& out) {
    std::string written;
    text(key, written);
    if (written.empty()) return;
    const auto parsed = from_iso8601(written);
    parsed ? void(out = *parsed) : complain(key);
  }
  template <class F>
  void object(std::string_view key, F read) {
    if (const json::value* v = find(key)) v->is_object() ? void(read(v->get_object())) : complain(key);
  }
  template <class F>
  void objects(std::string_view key, F read) {
    const json::value* v = find(key);
    if (!v) return;
    if (!v->is_array()) return complain(key);
    for (const json::value& item : v->get_array()) item.is_object() ? void(read(item.get_object())) : complain(key);
  }
  void texts(std::string_view key, std::vector<std::string>& out) {
    const json::value* v = find(key);
    if (!v) return;
    if (!v->is_array()) return complain(key);
    for (const json::value& item : v->get_array())
      item.is_string() ? void(out.emplace_back(item.get_string())) : complain(key);
  }
  void complain(std::string_view key) {
    if (problem_.empty()) problem_ = fmt::format("record: {}: not what a record holds there", key);
  }

 private:
  const json::value* find(std::string_view key) const {
    const json::value* v = object_.if_contains(key);
    return v && !v->is_null() ? v : nullptr;
  }
  const json::object& object_;
  std::string& problem_;
};

void read_weighted(Fields& fields, std::string_view key, std::vector<WeightedText>& out, std::string& problem) {
  fields.objects(key, [&](const json::object& o) {
    Fields f(o, problem);
    auto& item = out.emplace_back();
    f.text("text", item.text);
    f.number("weight", item.weight);
  });
}

void read_metadata(const json::object& object, Record& r, std::string& problem) {
  Fields f(object, problem);
  Technical& t = r.technical;
  Prompt& p = r.prompt;
  f.number("width", t.width);
  f.number("height", t.height);
  f.number("duration", t.duration_s);
  f.number("frame_rate", t.frame_rate);
  f.text("color_mode", t.color_mode);
  f.boolean("has_alpha", t.has_alpha);
  f.number("bit_depth", t.bit_depth);
  f.number("orientation", t.orientation);
  f.number("frame_count", t.frame_count);
  f.text("video_codec", t.video_codec);
  f.text("audio_codec", t.audio_codec);
  f.text("png_text", r.png_text);
  f.text("workflow_data", r.workflow_data);
  f.text("generator", p.generator);
  f.text("prompt", p.prompt);
  f.text("negative_prompt", p.negative_prompt);
  f.text("model_name", p.model_name);
  f.text("model_hash", p.model_hash);
  f.text("sampler", p.sampler);
  f.number("steps", p.steps);
  f.number("cfg_scale", p.cfg_scale);
  f.text("seed", p.seed);
  f.text("size", p.size);
  f.text("schedule_type", p.schedule_type);
  f.number("denoising_strength", p.denoising_strength);
  f.text("hires_config", p.hires_config);
  f.text("dynthres_config", p.dynthres_config);
  f.text("version", p.version);
  f.text("lora_hashes", p.lora_hashes);
  read_weighted(f, "positive_prompt_keywords", p.positive_keywords, problem);
  read_weighted(f, "negative_prompt_keywords", p.negative_keywords, problem);
  f.text("camera_make", r.camera.make);
  f.text("camera_model", r.camera.model);
  f.text("lens", r.camera.lens);
  f.time("taken_at", r.camera.taken_at);
  f.number("gps_lat", r.camera.gps_lat);
  f.number("gps_lon", r.camera.gps_lon);
}

void read_keywords(Fields& fields, std::vector<Keyword>& out, std::string& problem) {
  fields.objects("keywords", [&](const json::object& o) {
    Fields f(o, problem);
    Keyword& keyword = out.emplace_back();
    std::string type = "prompt";
    f.text("text", keyword.text);
    f.number("weight", keyword.weight);
    f.text("type", type);
    const auto parsed = parse_keyword_type(type);
    parsed ? void(keyword.type = *parsed) : f.complain("keywords.type");
  });
}

void read_text_map(const json::object& object, std::map<std::string, std::string>& out, Fields& fields,
                   std::string_view key) {
  for (const auto& [name, value] : object) {
    value.is_string() ? void(out.emplace(name, std::string(value.get_string()))) : fields.complain(key);
  }
}

void read_nsfw(const json::object& object, std::optional<Nsfw>& out, std::string& problem) {
  Fields f(object, problem);
  Nsfw& nsfw = out.emplace();
  f.number("score", nsfw.score);
  f.text("label", nsfw.label);
  f.text("model", nsfw.model);
  f.object("classes", [&](const json::object& classes) {
    for (const auto& [name, value] : classes) {
      value.is_number() ? void(nsfw.classes.emplace(name, value.to_number<double>())) : f.complain("nsfw.classes");
    }
  });
}

}  // namespace

std::string to_json(const Record& r) {
  json::object out;
  out["file_type"] = name(r.file_type);
  out["format"] = r.format;
  out["file_size"] = r.file_size;
  out["metadata"] = metadata_of(r);
  json::array keywords;
  keywords.reserve(r.keywords.size());
  for (const Keyword& k : r.keywords)
    keywords.push_back({{"text", k.text}, {"weight", k.weight}, {"type", name(k.type)}});
  out["keywords"] = std::move(keywords);
  json::array loras;
  for (const Lora& l : r.prompt.loras)
    loras.push_back({{"name", l.name}, {"weight", l.weight}, {"hash", text_or_null(l.hash)}});
  out["loras"] = std::move(loras);
  out["score"] = value_or_null(r.score);
  out["score_source"] = text_or_null(r.score_source);
  out["favourite"] = r.favourite;
  out["nsfw"] = nsfw_of(r.nsfw);
  out["created_at"] = time_or_null(r.created_at);
  out["created_at_source"] = text_or_null(r.created_at_source);
  out["content_hash"] = text_or_null(r.content_hash);
  out["phash"] = text_or_null(r.phash);
  out["media_file_id"] = text_or_null(r.media_file_id);
  json::object raw;
  for (const auto& [container, texts] : r.raw) raw[container] = object_of(texts);
  out["raw"] = std::move(raw);
  out["provenance"] = object_of(r.provenance);
  out["unparsed"] = json::array(r.unparsed.begin(), r.unparsed.end());
  out["warnings"] = json::array(r.warnings.begin(), r.warnings.end());
  return json::serialize(out);
}

Result<Record> record_from_json(std::string_view text) {
  boost::system::error_code ec;
  const json::value parsed = json::parse(text, ec);
  if (ec || !parsed.is_object()) return fail(Code::corrupt, "record: not a JSON object");
  Record r;
  std::string problem;
  Fields f(parsed.get_object(), problem);
  std::string type = "image";
  f.text("file_type", type);
  r.file_type = type == "video" ? FileType::video : FileType::image;
  f.text("format", r.format);
  f.number("file_size", r.file_size);
  f.object("metadata", [&](const json::object& o) { read_metadata(o, r, problem); });
  read_keywords(f, r.keywords, problem);
  f.objects("loras", [&](const json::object& o) {
    Fields lora(o, problem);
    Lora& out = r.prompt.loras.emplace_back();
    lora.text("name", out.name);
    lora.number("weight", out.weight);
    lora.text("hash", out.hash);
  });
  f.number("score", r.score);
  f.text("score_source", r.score_source);
  f.boolean("favourite", r.favourite);
  f.object("nsfw", [&](const json::object& o) { read_nsfw(o, r.nsfw, problem); });
  f.time("created_at", r.created_at);
  f.text("created_at_source", r.created_at_source);
  f.text("content_hash", r.content_hash);
  f.text("phash", r.phash);
  f.text("media_file_id", r.media_file_id);
  f.object("raw", [&](const json::object& containers) {
    for (const auto& [container, texts] : containers) {
      texts.is_object() ? read_text_map(texts.get_object(), r.raw[container], f, "raw") : f.complain("raw");
    }
  });
  f.object("provenance", [&](const json::object& o) { read_text_map(o, r.provenance, f, "provenance"); });
  f.texts("unparsed", r.unparsed);
  f.texts("warnings", r.warnings);
  if (r.score && !(*r.score >= -1 && *r.score <= 5)) f.complain("score");
  if (!problem.empty()) return fail(Code::corrupt, std::move(problem));
  return r;
}

}  // namespace sluice::model
