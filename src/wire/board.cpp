#include "wire/board.h"

#include <atomic>
#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace sluice::wire {

struct Board::Page {
  std::atomic<std::uint64_t> begun;
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
};

void Board::Unmap::operator()(Page* page) const noexcept { ::munmap(page, sizeof(Page)); }

Result<std::unique_ptr<Board::Page, Board::Unmap>> Board::map(int descriptor) {
  void* const memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return fail(system_error("mmap", errno));
  return std::unique_ptr<Page, Unmap>(static_cast<Page*>(memory));  // zero is a valid page
}

Result<Board> Board::create() {
  Board board;
  board.fd_.reset(::memfd_create("sluice-board", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!board.fd_) return fail(system_error("memfd_create", errno));
  if (::ftruncate(board.fd_.get(), sizeof(Page)) != 0 ||
      ::fcntl(board.fd_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return fail(system_error("memfd_create", errno));
  board.page_ = SLUICE_TRY(map(board.fd_.get()));
  return board;
}

Result<Board> Board::attach(int descriptor) {
  Board board;
  board.page_ = SLUICE_TRY(map(descriptor));
  return board;
}

void Board::begin(std::uint64_t job) noexcept { page_->begun.store(job, std::memory_order_release); }

std::uint64_t Board::begun() const noexcept { return page_->begun.load(std::memory_order_acquire); }

}  // namespace sluice::wire
