#include "worker/program.h"

#include <array>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::worker {
namespace {

int run_with(std::vector<std::string> arguments) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  return run(static_cast<int>(pointers.size()), pointers.data(), {});
}

TEST(Program, StartedByHandSaysWhatItIs) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"sluice-worker"},
                                             {"sluice-worker", "--help"},
                                             {"sluice-worker", "999", "1", ""},                    // no descriptor
                                             {"sluice-worker", std::to_string(pipe[0]), "1", ""},  // no socket
                                             {"sluice-worker", std::to_string(pipe[0]), "1"}}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(run_with(arguments), 2);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("sluice inspect"));
  }
  ::close(pipe[0]);
  ::close(pipe[1]);
}

}  // namespace
}  // namespace sluice::worker
