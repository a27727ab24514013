#include "ledger/project_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(50);

[[noreturn]] void Fail(const char* operation, const std::string& path, int error) {
  throw SystemError(std::string("cannot ") + operation + " " + path + ": " + std::strerror(error));
}

// False when somebody else holds it.
bool TryLock(int fd, const std::string& path) {
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) Fail("lock", path, errno);
  }
  return true;
}

// What the holder wrote; it may be about to write it.
std::string ReadHolder(int fd) {
  std::array<char, 512> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  std::string holder(text.data(), got > 0 ? static_cast<size_t>(got) : 0);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  return holder.empty() ? "another process" : holder;
}

std::string Sentence(const std::string& path, int fd) {
  return "the project is in use by " + ReadHolder(fd) + " (lock " + path + ")";
}

}  // namespace

std::string ProjectLock::PathOf(const std::string& state_folder, const std::string& project) {
  return state_folder + "/" + project + ".lock";
}

ProjectLock::ProjectLock(const std::string& path, std::chrono::milliseconds patience,
                         const std::function<void(const std::string& holder)>& on_wait) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) Fail("open lock", path, errno);
  try {
    bool told = false;
    while (!TryLock(fd_, path)) {
      const std::string holder = Sentence(path, fd_);
      if (std::chrono::steady_clock::now() >= deadline) throw SystemError(holder);
      if (!told && on_wait) on_wait(holder);
      told = true;
      std::this_thread::sleep_for(kPollInterval);
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::string text = "process " + std::to_string(::getpid()) + " on " + HostName() + " since " +
                             FormatInstant(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()) + "\n";
    if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
      Fail("write lock", path, errno);
    }
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

// The file stays: removing it would let two processes lock two files of one name.
ProjectLock::~ProjectLock() {
  ::close(fd_);
}

std::string ProjectLock::HolderOf(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  std::string holder;
  if (::flock(fd, LOCK_SH | LOCK_NB) != 0) holder = Sentence(path, fd);
  ::close(fd);
  return holder;
}

std::string HostName() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

}  // namespace millrace
