#include "wire/descriptors.h"

#include <array>
#include <cerrno>

#include <sys/socket.h>

#include "base/assert.h"

namespace sluice::wire {
namespace {

constexpr std::size_t kControlBytes = CMSG_SPACE(kMaxDescriptors * sizeof(int));

struct Control {
  alignas(cmsghdr) std::array<Byte, kControlBytes> bytes{};
};

std::errc last_error() { return static_cast<std::errc>(errno); }

void attach(msghdr& message, Control& control, std::span<const int> descriptors) {
  message.msg_control = control.bytes.data();
  message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
  std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
}

void detach(msghdr& message, std::vector<UniqueFd>& descriptors) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof descriptor);
      descriptors.emplace_back(descriptor);
    }
  }
}

}  // namespace

std::expected<std::size_t, std::errc> send_some(int socket, std::span<const ByteView> pieces,
                                                std::span<const int> descriptors) {
  SLUICE_ASSERT(pieces.size() <= 2 && descriptors.size() <= kMaxDescriptors);
  std::array<iovec, 2> vectors{};
  // The system's interface takes one structure for both directions and so asks for non-const bytes; it only reads them.
  for (std::size_t i = 0; i < pieces.size(); ++i) vectors[i] = {const_cast<Byte*>(pieces[i].data()), pieces[i].size()};
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = pieces.size();
  Control control;
  if (!descriptors.empty()) attach(message, control, descriptors);
  for (;;) {
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<std::size_t>(sent);
    if (errno != EINTR) return std::unexpected(last_error());
  }
}

std::expected<std::size_t, std::errc> receive_some(int socket, std::span<Byte> into,
                                                   std::vector<UniqueFd>& descriptors) {
  iovec vector{into.data(), into.size()};
  Control control;
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  for (;;) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const ssize_t received = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (received < 0 && errno == EINTR) continue;
    if (received < 0) return std::unexpected(last_error());
    detach(message, descriptors);
    if ((message.msg_flags & MSG_CTRUNC) != 0) return std::unexpected(std::errc::too_many_files_open);
    return static_cast<std::size_t>(received);
  }
}

std::expected<void, std::errc> send_all(int socket, ByteView first, ByteView second) {
  while (!first.empty() || !second.empty()) {
    const std::array pieces{first, second};
    const auto sent = send_some(socket, pieces);
    if (!sent) return std::unexpected(sent.error());
    const std::size_t of_first = std::min(*sent, first.size());
    first = first.subspan(of_first);
    second = second.subspan(*sent - of_first);
  }
  return {};
}

}  // namespace sluice::wire
