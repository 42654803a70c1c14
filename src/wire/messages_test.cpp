#include "wire/messages.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace sluice::wire {
namespace {

model::RecordSummary full_summary() {
  return {.file_type = model::FileType::video,
          .format = "mp4",
          .width = 1920,
          .height = 1080,
          .duration_s = 12.5,
          .metadata_extracted = true,
          .keyword_count = 7,
          .warning_count = 2,
          .score = 4.5,
          .score_imported = true,
          .nsfw_score = 0.25,
          .generator = "comfyui",
          .model_name = "mödel ✓",
          .words = "\nein schloß\nnight\n"};
}

Answer full_answer() {
  return {.id = 0x0123456789ABCDEF,
          .failure = model::Failure{model::Stage::decode, model::Reason::corrupt, "ends at 3 of 7 bytes"},
          .summary = full_summary(),
          .record_json = R"({"format":"mp4","prompt":"ein Schloß"})"};
}

Job full_job() {
  return {.id = 9,
          .size = 1ull << 40,
          .mtime_ns = -5,
          .extract_metadata = false,
          .extract_keywords = true,
          .import_scores = false,
          .content_hash = false,
          .file_name = "caf\xE9 \x01.png",
          .attachments = {"sidecar", "companion"}};
}

TEST(Messages, ComeBackAsTheyWere) {
  const Hello hello{.seccomp = true, .landlock = 7};
  EXPECT_EQ(decode_hello(encode(hello)).value(), hello);
  EXPECT_EQ(decode_job(encode(full_job()).value()).value(), full_job());
  EXPECT_EQ(decode_job(encode(Job{}).value()).value(), Job{});
  EXPECT_EQ(decode_answer(encode(full_answer())).value(), full_answer());
  EXPECT_EQ(decode_answer(encode(Answer{})).value(), Answer{});
}

TEST(Messages, ComeBackForEveryReason) {
  for (int i = 0; model::name(static_cast<model::Reason>(i)) != "unknown"; ++i) {
    Answer answer = full_answer();
    answer.failure->reason = static_cast<model::Reason>(i);
    EXPECT_EQ(decode_answer(encode(answer)).value(), answer);
  }
}

TEST(Messages, AreRefusedWhenCutAnywhere) {
  const Frame answer = encode(full_answer());
  const Frame job = encode(full_job()).value();
  const Frame hello = encode(Hello{});
  for (std::size_t i = 0; i < answer.head.size(); ++i) {
    EXPECT_FALSE(decode_answer({Bytes(answer.head.begin(), answer.head.begin() + static_cast<std::ptrdiff_t>(i)), ""}))
        << i;
  }
  for (std::size_t i = 0; i < job.head.size(); ++i) {
    EXPECT_FALSE(decode_job({Bytes(job.head.begin(), job.head.begin() + static_cast<std::ptrdiff_t>(i)), ""})) << i;
  }
  for (std::size_t i = 0; i < hello.head.size(); ++i) {
    EXPECT_FALSE(decode_hello({Bytes(hello.head.begin(), hello.head.begin() + static_cast<std::ptrdiff_t>(i)), ""}))
        << i;
  }
}

TEST(Messages, AreRefusedWithBytesBehindThem) {
  Frame answer = encode(full_answer());
  answer.head.push_back(0);
  EXPECT_FALSE(decode_answer(answer));
  Frame job = encode(full_job()).value();
  job.head.push_back(0);
  EXPECT_FALSE(decode_job(job));
  Frame hello = encode(Hello{});
  hello.body = "?";
  EXPECT_FALSE(decode_hello(hello));
}

TEST(Messages, AreRefusedWhenOfAnotherKind) {
  EXPECT_FALSE(decode_answer(encode(Hello{})));
  EXPECT_FALSE(decode_answer(encode(full_job()).value()));
  EXPECT_FALSE(decode_hello(encode(Answer{})));
  EXPECT_FALSE(decode_job(encode(Answer{})));
}

// Whatever a flipped bit makes of an answer, it is refused or a value that an honest worker could have sent.
TEST(Messages, HoldOnlyAllowedValuesWhateverBitsFlip) {
  const Frame whole = encode(full_answer());
  for (std::size_t bit = 0; bit < whole.head.size() * 8; ++bit) {
    Frame flipped = whole;
    flipped.head[bit / 8] ^= static_cast<Byte>(1u << (bit % 8));
    const auto answer = decode_answer(flipped);
    if (!answer) continue;
    EXPECT_EQ(decode_answer(encode(*answer)).value(), *answer) << bit;
    EXPECT_TRUE(std::isfinite(answer->summary.duration_s));
  }
}

TEST(Messages, NeverCrashOnRandomBytes) {
  std::mt19937 random(20);
  for (int round = 0; round < 20'000; ++round) {
    Frame frame;
    frame.head.resize(random() % 120 + 1);
    for (Byte& byte : frame.head) byte = static_cast<Byte>(random());
    frame.head[0] = 3;
    (void)decode_answer(frame);
    frame.head[0] = 2;
    (void)decode_job(frame);
    frame.head[0] = 1;
    (void)decode_hello(frame);
  }
}

TEST(Messages, FromAnHonestWorkerAreRepairedBeforeTheyAreSent) {
  Answer answer = full_answer();
  answer.failure->message = std::string(kMaxMessage - 1, 'x') + "ß and more";
  answer.failure->stage = model::Stage::commit;
  answer.summary.model_name = std::string("a\0b\xFF", 4);
  answer.summary.generator = std::string(kMaxLabel + 5, '\xFF');
  answer.summary.score = std::numeric_limits<double>::quiet_NaN();
  answer.summary.nsfw_score = 1.5;
  answer.summary.duration_s = -std::numeric_limits<double>::infinity();
  answer.record_json = "{\"\xFF\"}";
  const Answer received = decode_answer(encode(answer)).value();
  EXPECT_EQ(received.failure->message.substr(0, kMaxMessage - 1), std::string(kMaxMessage - 1, 'x'));
  EXPECT_LE(received.failure->message.size(), kMaxMessage + 2);
  EXPECT_EQ(received.failure->stage, model::Stage::decode);
  EXPECT_EQ(received.summary.model_name,
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_LE(received.summary.generator.size(), kMaxLabel);
  EXPECT_EQ(received.summary.score, std::nullopt);
  EXPECT_EQ(received.summary.nsfw_score, std::nullopt);
  EXPECT_EQ(received.summary.duration_s, 0);
  EXPECT_EQ(received.record_json, "{\"\xEF\xBF\xBD\"}");
}

TEST(Messages, TurnARecordOverTheLimitIntoAFailure) {
  Answer answer{.id = 4, .failure = {}, .summary = full_summary(), .record_json = std::string(kMaxBody + 1, 'x')};
  const Answer received = decode_answer(encode(std::move(answer))).value();
  ASSERT_TRUE(received.failure);
  EXPECT_EQ(received.failure->reason, model::Reason::too_large);
  EXPECT_EQ(received.record_json, "");
  EXPECT_EQ(received.summary, full_summary());
}

TEST(Messages, RefuseAJobThatCannotBeWritten) {
  Job job = full_job();
  job.file_name = std::string(kMaxName + 1, 'n');
  EXPECT_FALSE(encode(job));
  job = full_job();
  job.attachments.assign(kMaxAttachments + 1, "a");
  EXPECT_FALSE(encode(job));
}

}  // namespace
}  // namespace sluice::wire
