// sluice-test-worker: the real process around a decoder that does what the file says. For the tests of the pool.
//
// A file is a command and, for some, an argument after a blank: "echo hello".

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "wire/descriptors.h"
#include "worker/program.h"

namespace sluice::worker {
namespace {

constexpr int kParentSocket = 3;

DecodeResult record(std::string json) {
  model::RecordSummary summary;
  summary.format = "test";
  return {.failure = {}, .summary = summary, .record_json = std::move(json), .thumbnail = {}};
}

std::string text_of(int descriptor) {
  std::array<char, 4096> buffer;
  const ssize_t size = ::pread(descriptor, buffer.data(), buffer.size(), 0);
  return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

std::size_t number(const std::string& text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void spin(std::chrono::milliseconds duration) {
  const auto end = std::chrono::steady_clock::now() + duration;
  while (std::chrono::steady_clock::now() < end) {
  }
}

[[noreturn]] void spin_for_ever() {
  for (volatile unsigned round = 0;;) round = round + 1;
}

void say(ByteView bytes) { (void)wire::send_all(kParentSocket, bytes); }

DecodeResult eat_memory() {
  std::vector<std::unique_ptr<Bytes>> eaten;
  for (;;) eaten.push_back(std::make_unique<Bytes>(4u << 20));
}

// What happened when something forbidden was tried, in case the process lives to tell.
DecodeResult tried(long result) { return record(result >= 0 ? "allowed" : fmt::format("refused {}", errno)); }

using Command = DecodeResult (*)(const ReceivedJob&, const std::string& argument);

const std::map<std::string, Command, std::less<>> kCommands{
    {"echo",
     [](const ReceivedJob& job, const std::string& argument) {
       std::string told = argument;
       for (std::size_t i = 0; i < job.attachments.size(); ++i) {
         told += fmt::format("|{}={}", job.job.attachments[i], text_of(job.attachments[i].get()));
       }
       return record(told);
     }},
    // A picture of these bytes: "picture 7" is filed under 7. Its thumbnail tells the side and what it is of.
    {"picture",
     [](const ReceivedJob& job, const std::string& argument) {
       DecodeResult result = record("{}");
       result.summary.content_key = fmt::format("s{:032x}", number(argument));
       if (const unsigned side = job.job.thumbnail_side) {
         const std::string text = fmt::format("\xFF\xD8{} of {}\xFF\xD9", side, argument);
         result.thumbnail.assign(text.begin(), text.end());
       }
       return result;
     }},
    {"name", [](const ReceivedJob& job, const std::string&) { return record(job.job.file_name); }},
    {"fail",
     [](const ReceivedJob&, const std::string& argument) {
       DecodeResult result = record("{}");
       result.failure = model::Failure{model::Stage::decode, model::Reason::corrupt, argument};
       return result;
     }},
    {"work",
     [](const ReceivedJob&, const std::string& argument) {
       spin(std::chrono::milliseconds(number(argument)));
       return record(argument);
     }},
    {"big", [](const ReceivedJob&, const std::string& argument) { return record(std::string(number(argument), 'b')); }},
    {"count-descriptors",
     [](const ReceivedJob&, const std::string&) {
       int open = 0;
       for (int fd = 0; fd < 64; ++fd) open += ::lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF ? 1 : 0;
       return record(std::to_string(open));
     }},
    {"throw",
     [](const ReceivedJob&, const std::string& argument) -> DecodeResult { throw std::runtime_error(argument); }},
    {"oom", [](const ReceivedJob&, const std::string&) { return eat_memory(); }},

    {"segv",
     [](const ReceivedJob&, const std::string&) {
       volatile int* const nowhere = nullptr;
       *nowhere = 1;  // NOLINT: the point of it
       return record("survived");
     }},
    {"abort", [](const ReceivedJob&, const std::string&) -> DecodeResult { std::abort(); }},
    {"exit",
     [](const ReceivedJob&, const std::string& argument) -> DecodeResult {
       ::_exit(static_cast<int>(number(argument)));
     }},
    {"hang", [](const ReceivedJob&, const std::string&) -> DecodeResult { spin_for_ever(); }},
    {"deaf",
     [](const ReceivedJob&, const std::string&) -> DecodeResult {
       ::close(kParentSocket);
       spin_for_ever();
     }},

    {"garbage",
     [](const ReceivedJob&, const std::string&) -> DecodeResult {
       say(Bytes(64, 0xAB));
       spin_for_ever();
     }},
    {"huge",
     [](const ReceivedJob&, const std::string&) -> DecodeResult {
       say(Bytes{1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF});
       spin_for_ever();
     }},
    {"wrong-id",
     [](const ReceivedJob& job, const std::string&) -> DecodeResult {
       say(wire::to_bytes(wire::encode(
           wire::Answer{.id = job.job.id + 1, .failure = {}, .summary = {}, .record_json = {}, .thumbnail = {}})));
       spin_for_ever();
     }},
    {"no-text",
     [](const ReceivedJob&, const std::string&) -> DecodeResult {
       say(wire::to_bytes({{3}, "\xFF\xFE"}));
       spin_for_ever();
     }},
    {"hello-again",
     [](const ReceivedJob&, const std::string&) -> DecodeResult {
       say(wire::to_bytes(wire::encode(wire::Hello{})));
       spin_for_ever();
     }},
    {"twice",
     [](const ReceivedJob& job, const std::string& argument) {
       say(wire::to_bytes(wire::encode(
           wire::Answer{.id = job.job.id, .failure = {}, .summary = {}, .record_json = argument, .thumbnail = {}})));
       return record(argument);  // the loop sends it again
     }},

    {"try-open", [](const ReceivedJob&, const std::string&) { return tried(::open("/etc/passwd", O_RDONLY)); }},
    {"try-write", [](const ReceivedJob&, const std::string&) { return tried(::write(2, "x", 1)); }},
    {"try-socket", [](const ReceivedJob&, const std::string&) { return tried(::socket(AF_INET, SOCK_STREAM, 0)); }},
    {"try-fork", [](const ReceivedJob&, const std::string&) { return tried(::fork()); }},
    {"try-thread",
     [](const ReceivedJob&, const std::string&) {
       pthread_t thread{};
       const int error = ::pthread_create(&thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
       errno = error;
       return tried(error == 0 ? 0 : -1);
     }},
    {"try-exec", [](const ReceivedJob&, const std::string&) { return tried(::execl("/bin/true", "true", nullptr)); }},
    {"try-kill", [](const ReceivedJob&, const std::string&) { return tried(::kill(::getppid(), 0)); }},
    {"try-ptrace",
     [](const ReceivedJob&, const std::string&) { return tried(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }},
    {"try-code",
     [](const ReceivedJob&, const std::string&) {
       const void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       return tried(page == MAP_FAILED ? -1 : 0);
     }},
};

DecodeResult obey(const ReceivedJob& job) {
  const std::string text = text_of(job.file.get());
  const std::size_t blank = text.find(' ');
  const auto command = kCommands.find(std::string_view(text).substr(0, blank));
  if (command == kCommands.end()) {
    return {.failure = model::Failure{model::Stage::decode, model::Reason::unsupported, "no such command"},
            .summary = {},
            .record_json = {},
            .thumbnail = {}};
  }
  return command->second(job, blank == std::string::npos ? "" : text.substr(blank + 1));
}

}  // namespace
}  // namespace sluice::worker

int main(int argc, char** argv) {
  ::_exit(sluice::worker::run(argc, argv, {.handler = sluice::worker::obey, .load = nullptr}));
}
