#include "wire/board.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sluice::wire {
namespace {

TEST(Board, ShowsTheParentWhatADeadChildHadBegun) {
  const Board board = Board::create().value();
  EXPECT_EQ(board.begun(), 0u);
  const pid_t child = ::fork();
  if (child == 0) {
    auto theirs = Board::attach(board.descriptor());
    if (!theirs) ::_exit(1);
    theirs->begin(41);
    theirs->begin(42);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(board.begun(), 42u);
}

TEST(Board, CannotBeTakenAwayFromItsReader) {
  const Board board = Board::create().value();
  EXPECT_NE(::ftruncate(board.descriptor(), 0), 0);
  EXPECT_EQ(board.begun(), 0u);
}

TEST(Board, IsNotMadeOfWhatIsNoPage) { EXPECT_FALSE(Board::attach(-1)); }

}  // namespace
}  // namespace sluice::wire
