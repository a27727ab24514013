#include "plugin/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr size_t kReadBytes = 1u << 20;
constexpr int kPipeBytes = 1 << 20;
constexpr size_t kKeptErrorBytes = 8192;
constexpr size_t kShownErrorLines = 10;

std::string ErrorText(int error) {
  return std::strerror(error);  // NOLINT(concurrency-mt-unsafe)
}

// Both ends are closed on exec; otherwise children that other threads start would keep them open.
struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("cannot create a pipe: " + ErrorText(errno));
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  // Gives an end away.
  int Take(size_t end) { return std::exchange(ends[end], -1); }
  std::array<int, 2> ends{-1, -1};
};

void MakeNonBlocking(int file) {
  ::fcntl(file, F_SETFL, ::fcntl(file, F_GETFL) | O_NONBLOCK);
}

void Close(int& file) {
  if (file >= 0) ::close(std::exchange(file, -1));
}

// Blocks SIGPIPE in this thread and discards it, because a program that ends while we write to it must not end us.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    constexpr timespec kNow{};
    if (!was_pending_) {
      while (::sigtimedwait(&pipe_, nullptr, &kNow) == -1 && errno == EINTR) {
      }
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::string& folder,
                           const std::vector<std::pair<std::string, std::string>>& variables,
                           const std::vector<std::string>& inherited) {
  Pipe input;
  Pipe output;
  Pipe errors;
  std::vector<std::string> words = command;
  std::vector<std::string> environment;
  for (const std::string& name : inherited) {
    const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value != nullptr) environment.emplace_back(name).append("=").append(value);
  }
  for (const auto& [name, value] : variables) environment.emplace_back(name).append("=").append(value);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.ends[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors.ends[1], STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  if (!folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t ignored_by_us;
  ::sigemptyset(&ignored_by_us);
  ::sigaddset(&ignored_by_us, SIGXFSZ);
  ::posix_spawnattr_setsigdefault(&attributes, &ignored_by_us);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error = ::posix_spawnp(&pid_, words.front().c_str(), &actions, &attributes, Pointers(words).data(),
                                   Pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    pid_ = -1;
    throw SystemError("cannot start `" + command.front() + "`" + (folder.empty() ? "" : " in " + folder) + ": " +
                      ErrorText(error));
  }
  input_ = input.Take(1);
  output_ = output.Take(0);
  errors_ = errors.Take(0);
  for (const int file : {input_, output_, errors_}) MakeNonBlocking(file);
  // A larger pipe needs fewer context switches; the default of 64 KiB works, too.
  (void)::fcntl(input_, F_SETPIPE_SZ, kPipeBytes);
  (void)::fcntl(output_, F_SETPIPE_SZ, kPipeBytes);
  buffer_.resize(kReadBytes);
}

ChildProcess::~ChildProcess() {
  Kill();
  Close(input_);
  Close(output_);
  Close(errors_);
}

ChildProcess::Pumped ChildProcess::Pump(std::string_view input,
                                        const std::function<bool(std::string_view output)>& received,
                                        Clock::time_point deadline) {
  const NoPipeSignal no_signal;
  bool done = received({});
  while (!done || !input.empty()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left < 0) return Pumped::kTimeout;
    std::array<pollfd, 3> files{
        {{input.empty() ? -1 : input_, POLLOUT, 0}, {output_, POLLIN, 0}, {errors_, POLLIN, 0}}};
    if (::poll(files.data(), files.size(), static_cast<int>(std::min<int64_t>(left + 1, 60'000))) < 0) {
      if (errno == EINTR) continue;
      throw SystemError("cannot wait for a program: " + ErrorText(errno));
    }
    if (files[2].revents != 0) ReadErrors();
    if (files[1].revents != 0) {
      const ssize_t size = ::read(output_, buffer_.data(), buffer_.size());
      if (size == 0) return Pumped::kEndOfOutput;
      if (size > 0) done = received({buffer_.data(), static_cast<size_t>(size)});
    }
    if (files[0].revents != 0) {
      const ssize_t size = ::write(input_, input.data(), input.size());
      if (size < 0 && errno == EPIPE) return Pumped::kEndOfInput;
      if (size > 0) input.remove_prefix(static_cast<size_t>(size));
    }
  }
  return Pumped::kDone;
}

void ChildProcess::CloseInput() {
  Close(input_);
}

std::string ChildProcess::Ending(Clock::time_point deadline) {
  while (!ended_) {
    const pid_t found = ::waitpid(pid_, &status_, WNOHANG);
    if (found == pid_ || (found < 0 && errno != EINTR)) {
      ended_ = true;
    } else if (Clock::now() >= deadline) {
      return {};
    } else {
      ReadErrors();  // the program may be blocked on a full stderr
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  if (WIFSIGNALED(status_)) {
    const int number = WTERMSIG(status_);
    return "was killed by signal " + std::to_string(number) + " (" + ::sigabbrev_np(number) + ")";
  }
  return "ended with exit code " + std::to_string(WEXITSTATUS(status_));
}

void ChildProcess::Kill() {
  if (pid_ < 0 || ended_) return;
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);  // its process group may not exist yet
  while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  ended_ = true;
}

void ChildProcess::ReadErrors() {
  std::array<char, 4096> some;
  while (errors_ >= 0) {
    const ssize_t size = ::read(errors_, some.data(), some.size());
    if (size < 0 && errno == EINTR) continue;
    if (size == 0) Close(errors_);
    if (size <= 0) return;
    stderr_tail_.append(some.data(), static_cast<size_t>(size));
    if (stderr_tail_.size() > 2 * kKeptErrorBytes) stderr_tail_.erase(0, stderr_tail_.size() - kKeptErrorBytes);
  }
}

std::string ChildProcess::LastWords() {
  ReadErrors();
  std::string text;
  ReplaceInvalidUtf8(stderr_tail_, text);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return {};
  size_t begin = text.size();
  for (size_t lines = 0; lines < kShownErrorLines && begin != std::string::npos && begin > 0; ++lines) {
    begin = text.rfind('\n', begin - 1);
  }
  text.erase(0, begin == std::string::npos ? 0 : begin + (begin > 0 ? 1 : 0));
  std::string shown = "\n    ";
  for (const char c : text) {
    if (c == '\n') {
      shown += "\n    ";
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') {
      shown += c;
    }
  }
  return shown;
}

}  // namespace millrace
