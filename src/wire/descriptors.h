#pragma once

// sendmsg and recvmsg with file descriptors (SCM_RIGHTS) on a Unix stream socket. An answer of fewer bytes than asked
// is normal; errors are errno values, because what to do about each is the caller's: EAGAIN on a non-blocking socket,
// EPIPE when the other end is gone. Never raises SIGPIPE.

#include <cstddef>
#include <expected>
#include <span>
#include <system_error>
#include <vector>

#include "base/bytes.h"
#include "base/unique_fd.h"

namespace sluice::wire {

inline constexpr std::size_t kMaxDescriptors = 9;  // of one message: a file and its attachments

// The descriptors travel with the first byte: when any byte was sent, so were they. At most kMaxDescriptors, two
// pieces.
std::expected<std::size_t, std::errc> send_some(int socket, std::span<const ByteView> pieces,
                                                std::span<const int> descriptors = {});

// 0: the other end has closed. Appends what descriptors came along; one call never mixes those of two messages.
// std::errc::too_many_files_open: some did not fit under this process's limit and are lost.
std::expected<std::size_t, std::errc> receive_some(int socket, std::span<Byte> into,
                                                   std::vector<UniqueFd>& descriptors);

// For blocking sockets: all of it, or the error.
std::expected<void, std::errc> send_all(int socket, ByteView first, ByteView second = {});

}  // namespace sluice::wire
