#include "worker/loop.h"

#include <array>
#include <future>
#include <new>
#include <stdexcept>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "wire/descriptors.h"

namespace sluice::worker {
namespace {

UniqueFd pipe_with(std::string_view text) {
  std::array<int, 2> fds{};
  EXPECT_EQ(::pipe2(fds.data(), O_CLOEXEC), 0);
  EXPECT_EQ(::write(fds[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(fds[1]);
  return UniqueFd(fds[0]);
}

std::string all_of(const UniqueFd& fd) {
  std::array<char, 64> text{};
  const ssize_t size = ::read(fd.get(), text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

DecodeResult record(std::string text) {
  return {.failure = {}, .summary = {}, .record_json = std::move(text), .thumbnail = {}};
}

DecodeResult obey(const ReceivedJob& job) {
  std::string text = all_of(job.file);
  if (text == "bad_alloc") throw std::bad_alloc();
  if (text == "throw") throw std::runtime_error("no \xFF idea");
  for (std::size_t i = 0; i < job.attachments.size(); ++i)
    text += " " + job.job.attachments[i] + "=" + all_of(job.attachments[i]);
  return record(text);
}

// The parent's end of a loop that runs on a thread of its own.
class Served : public testing::Test {
 protected:
  Served() {
    std::array<int, 2> fds{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
    parent_.reset(fds[0]);
    child_.reset(fds[1]);
    served_ = std::async(std::launch::async, [this] {
      wire::Board board = wire::Board::create().value();
      auto result = serve(child_.get(), obey, board);
      child_.reset();
      return result;
    });
  }

  ~Served() override { parent_.reset(); }  // ends the loop, which a test that failed half-way has not

  void send(std::uint64_t id, std::string_view text, const std::vector<std::string>& attachments = {}) {
    std::vector<UniqueFd> owned;
    owned.push_back(pipe_with(text));
    for (const std::string& name : attachments) owned.push_back(pipe_with("of " + name));
    std::vector<int> fds;
    for (const UniqueFd& fd : owned) fds.push_back(fd.get());
    wire::Job job;
    job.id = id;
    job.attachments = attachments;
    const Bytes bytes = wire::to_bytes(wire::encode(job).value());
    const std::array pieces{ByteView(bytes)};
    ASSERT_EQ(wire::send_some(parent_.get(), pieces, fds), bytes.size());
  }

  wire::Answer receive() {
    for (;;) {
      if (auto frame = frames_.next()) return wire::decode_answer(std::move(*frame)).value();
      std::array<Byte, 4096> buffer{};
      std::vector<UniqueFd> none;
      const std::size_t size = wire::receive_some(parent_.get(), buffer, none).value();
      if (size == 0) throw std::runtime_error("the loop has ended");
      frames_.feed(ByteView(buffer).first(size)).value();
    }
  }

  Result<void> end() {
    ::shutdown(parent_.get(), SHUT_WR);
    return served_.get();
  }

  UniqueFd parent_;
  UniqueFd child_;
  wire::FrameReader frames_;
  std::future<Result<void>> served_;
};

TEST_F(Served, AnswersEveryJobInOrder) {
  for (std::uint64_t id = 0; id < 50; ++id) send(id, "job " + std::to_string(id));
  for (std::uint64_t id = 0; id < 50; ++id) {
    const wire::Answer answer = receive();
    EXPECT_EQ(answer.id, id);
    EXPECT_EQ(answer.record_json, "job " + std::to_string(id));
  }
  EXPECT_TRUE(end());
}

TEST_F(Served, HandsOverAttachmentsByName) {
  send(1, "file", {"sidecar", "companion"});
  send(2, "other");
  EXPECT_EQ(receive().record_json, "file sidecar=of sidecar companion=of companion");
  EXPECT_EQ(receive().record_json, "other");
  EXPECT_TRUE(end());
}

TEST_F(Served, SurvivesAHandlerThatRunsOutOfMemory) {
  send(1, "bad_alloc");
  send(2, "next");
  EXPECT_EQ(receive().failure->reason, model::Reason::out_of_memory);
  EXPECT_EQ(receive().record_json, "next");
  EXPECT_TRUE(end());
}

TEST_F(Served, SurvivesAHandlerThatThrows) {
  send(1, "throw");
  const wire::Answer answer = receive();
  EXPECT_EQ(answer.failure->reason, model::Reason::internal);
  EXPECT_EQ(answer.failure->message, "the decoder gave up: no \xEF\xBF\xBD idea");
  EXPECT_TRUE(end());
}

TEST_F(Served, EndsWithAnErrorOnNonsense) {
  ASSERT_TRUE(wire::send_all(parent_.get(), Bytes(16, 0xEE)));
  EXPECT_FALSE(end());
}

TEST_F(Served, EndsWithAnErrorOnAJobWithoutItsFile) {
  ASSERT_TRUE(wire::send_all(parent_.get(), wire::to_bytes(wire::encode(wire::Job{}).value())));
  EXPECT_FALSE(end());
}

}  // namespace
}  // namespace sluice::worker
