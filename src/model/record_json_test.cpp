#include "model/record_json.h"

#include <gtest/gtest.h>

namespace sluice::model {
namespace {

Record full_record() {
  Record r;
  r.file_type = FileType::video;
  r.format = "mp4";
  r.file_size = 1'234'567'890'123;
  r.technical = {.width = 1152,
                 .height = 896,
                 .orientation = 6,
                 .color_mode = "RGBA",
                 .has_alpha = true,
                 .bit_depth = 8,
                 .frame_count = 12,
                 .duration_s = 1.5,
                 .frame_rate = 23.976,
                 .video_codec = "h264",
                 .audio_codec = "aac"};
  r.camera = {.make = "Canon",
              .model = "EOS",
              .lens = "50mm",
              .taken_at = WallTime(Duration(1'700'000'000'123'456)),
              .gps_lat = -33.5,
              .gps_lon = 151.25};
  r.prompt.generator = "a1111";
  r.prompt.prompt = "a \"quoted\" cat\n<b>";
  r.prompt.negative_prompt = "dog";
  r.prompt.seed = "18446744073709551615";
  r.prompt.steps = 20;
  r.prompt.cfg_scale = 7.5;
  r.prompt.positive_keywords = {{"cat", 1.25}};
  r.prompt.negative_keywords = {{"dog", 0.5}};
  r.prompt.loras = {{"detail", -0.5, "abcd"}};
  r.keywords = {{"cat", 1.25, KeywordType::prompt}, {"square", 1, KeywordType::automatic}};
  r.score = 4;
  r.score_source = "sidecar";
  r.favourite = true;
  r.nsfw = Nsfw{.score = 0.25, .label = "Neutral", .classes = {{"Neutral", 0.75}}, .model = "m"};
  r.created_at = WallTime(Duration(1'700'000'000'000'000));
  r.created_at_source = "exif";
  r.raw["png"]["parameters"] = "a\nb";
  r.provenance["prompt"] = "png:parameters / a1111@1";
  r.unparsed = {"png:Foo"};
  r.warnings = {"bad CRC"};
  return r;
}

TEST(RecordJson, ReadsBackWhatItWrote) {
  const Record record = full_record();
  const auto again = record_from_json(to_json(record));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, record);
}

TEST(RecordJson, ReadsBackAnEmptyRecord) {
  const auto again = record_from_json(to_json(Record{}));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, Record{});
}

TEST(RecordJson, RefusesWhatNoRecordHolds) {
  for (const char* text :
       {"", "[]", "{", R"({"score": 9})", R"({"file_size": "1"})", R"({"metadata": []})", R"({"keywords": [1]})",
        R"({"keywords": [{"text": "a", "type": "b"}]})", R"({"raw": {"png": 1}})", R"({"metadata": {"width": -1}})",
        R"({"created_at": "yesterday"})"}) {
    const auto record = record_from_json(text);
    ASSERT_FALSE(record) << text;
    EXPECT_EQ(record.error().code, Code::corrupt);
  }
}

}  // namespace
}  // namespace sluice::model
