// The address of a Unix socket with a path of any length (an address holds 107 bytes). Not thread-safe.
#pragma once

#include <string>

#include <sys/socket.h>
#include <sys/un.h>

namespace millrace {

class SocketAddress {
 public:
  explicit SocketAddress(const std::string& path);
  ~SocketAddress();
  SocketAddress(const SocketAddress&) = delete;
  SocketAddress& operator=(const SocketAddress&) = delete;

  // Valid as long as this object lives.
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  socklen_t size() const { return sizeof(address_); }

 private:
  sockaddr_un address_{};
  int folder_ = -1;
};

// Whether the process on the other side belongs to our user.
bool IsOfSameUser(int socket);

}  // namespace millrace
