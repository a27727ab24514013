#include "warehouse/owner.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/error.h"
#include "warehouse/owner_session.h"
#include "warehouse/socket_address.h"

namespace millrace {
namespace {

constexpr int kWaitingPeers = 16;
// More processes than any machine runs of us at a time; each costs two threads.
constexpr size_t kMostSessions = 64;

[[noreturn]] void ThrowSocketError(const std::string& path) {
  throw SystemError("cannot share the warehouse through the socket " + path + ": " + std::strerror(errno));
}

}  // namespace

Owner::Owner(std::string socket_path, std::function<std::unique_ptr<Connection>()> connect)
    : path_(std::move(socket_path)), connect_(std::move(connect)) {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  ::unlink(path_.c_str());
  const SocketAddress address(path_);
  // Before it has a name, so that it never has other rights.
  const bool is_listening = listener_ >= 0 && wake_ >= 0 && ::fchmod(listener_, 0600) == 0 &&
                            ::bind(listener_, address.get(), address.size()) == 0 &&
                            ::listen(listener_, kWaitingPeers) == 0;
  if (!is_listening) {
    const int error = errno;
    ::close(listener_);
    ::close(wake_);
    errno = error;
    ThrowSocketError(path_);
  }
  acceptor_ = std::thread([this] { Accept(); });
}

Owner::~Owner() {
  StopAccepting();
  sessions_.clear();
  ::close(wake_);
}

void Owner::StopAccepting() {
  if (!acceptor_.joinable()) return;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof(one));
  acceptor_.join();
  // The name goes before the file is free, since the next owner makes one that is its own.
  ::unlink(path_.c_str());
  ::close(listener_);
}

void Owner::Accept() {
  while (true) {
    std::array<pollfd, 2> waited = {{{listener_, POLLIN, 0}, {wake_, POLLIN, 0}}};
    if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR) return;
    if (waited[1].revents != 0) return;
    if (waited[0].revents == 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      // Without descriptors nobody can be answered: whoever waits is still there when one is free.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    RemoveEnded();
    const std::lock_guard lock(mutex_);
    if (sessions_.size() >= kMostSessions || !IsOfSameUser(socket)) {
      ::close(socket);
    } else {
      sessions_.push_back(std::make_unique<OwnerSession>(socket, connect_, [this] {
        const std::lock_guard ended_lock(mutex_);
        ended_.notify_all();
      }));
    }
  }
}

void Owner::RemoveEnded() {
  std::list<std::unique_ptr<OwnerSession>> ended;
  const std::lock_guard lock(mutex_);
  for (auto each = sessions_.begin(); each != sessions_.end();) {
    const auto session = each++;
    if ((*session)->has_ended()) ended.splice(ended.end(), sessions_, session);
  }
}

void Owner::Close(const std::function<void(const std::string& line)>& on_wait, const std::stop_token& stop) {
  StopAccepting();
  std::unique_lock lock(mutex_);
  for (const auto& session : sessions_) session->Leave();
  const auto all_ended = [&] {
    return std::ranges::all_of(sessions_, [](const auto& session) { return session->has_ended(); });
  };
  const auto begin = std::chrono::steady_clock::now();
  bool has_said = false;
  while (!all_ended() && !stop.stop_requested()) {
    ended_.wait_for(lock, std::chrono::milliseconds(50));
    if (!has_said && on_wait && std::chrono::steady_clock::now() - begin > std::chrono::seconds(1) && !all_ended()) {
      has_said = true;
      on_wait("waiting for other commands, which use the warehouse through this one");
    }
  }
}

std::string OwnerSocketPath(const std::string& state_folder, const std::string& file) {
  const std::string whole = std::filesystem::absolute(file).lexically_normal().string();
  constexpr size_t kDigits = 8;
  std::string name = std::to_string(XXH3_64bits(whole.data(), whole.size()));
  return state_folder + "/warehouse-" + name.substr(0, kDigits) + ".sock";
}

}  // namespace millrace
