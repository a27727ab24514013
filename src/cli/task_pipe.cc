#include "cli/task_pipe.h"

#include <cerrno>

#include <poll.h>
#include <unistd.h>

#include "cli/table_print.h"
#include "core/error.h"

namespace millrace {
namespace {

constexpr const char* kGone =
    "the runner of the tasks has gone: its end of stdin is closed; the files are unread again";

}  // namespace

void PipedTaskRunner::Send(const std::string& line) {
  PrintToStdout(line + "\n");
}

std::optional<std::string> PipedTaskRunner::NextLine() {
  const size_t end = read_.find('\n', looked_);
  if (end == std::string::npos) {
    looked_ = read_.size();
    return std::nullopt;
  }
  std::string line = read_.substr(begin_, end - begin_);
  begin_ = looked_ = end + 1;
  return line;
}

std::optional<std::string> PipedTaskRunner::Receive(std::chrono::milliseconds patience) {
  if (auto line = NextLine()) return line;
  read_.erase(0, begin_);
  looked_ -= begin_;
  begin_ = 0;
  pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  // A signal ends the wait early, so that the caller looks whether to stop.
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
  char piece[1 << 16];
  const ssize_t got = ::read(STDIN_FILENO, piece, sizeof piece);
  if (got < 0 && errno == EINTR) return std::nullopt;
  if (got <= 0) throw SystemError(kGone);
  read_.append(piece, static_cast<size_t>(got));
  return NextLine();
}

}  // namespace millrace
