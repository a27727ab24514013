#include "warehouse/socket_address.h"

#include <algorithm>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace millrace {

SocketAddress::SocketAddress(const std::string& path) {
  address_.sun_family = AF_UNIX;
  std::string shown = path;
  if (shown.size() >= sizeof(address_.sun_path)) {
    const size_t slash = path.rfind('/');
    folder_ = ::open(path.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    shown = "/proc/self/fd/" + std::to_string(folder_) + path.substr(slash);
  }
  std::memcpy(address_.sun_path, shown.data(), std::min(shown.size(), sizeof(address_.sun_path) - 1));
}

SocketAddress::~SocketAddress() {
  if (folder_ >= 0) ::close(folder_);
}

bool IsOfSameUser(int socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace millrace
