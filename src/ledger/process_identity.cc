#include "ledger/process_identity.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace millrace {
namespace {

std::string BootId() {
  std::string boot;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), boot);
  std::error_code error;
  const std::filesystem::path processes = std::filesystem::read_symlink("/proc/self/ns/pid", error);
  return boot + " " + processes.string();
}

// The start time of a process in clock ticks after the boot; null if it does not run (proc(5), stat).
std::optional<int64_t> StartOf(int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The second field is the program's name in parentheses, which may hold anything.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  std::string state;
  fields >> state;
  if (state == "Z" || state == "X") return std::nullopt;  // ended, and its parent has not looked yet
  constexpr int kFieldsBetween = 18;
  std::string skipped;
  for (int i = 0; i < kFieldsBetween; ++i) fields >> skipped;
  int64_t started = 0;
  if (!(fields >> started)) return std::nullopt;
  return started;
}

}  // namespace

std::string HostName() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

ProcessIdentity ThisProcess() {
  return {.host = HostName(), .boot_id = BootId(), .pid = ::getpid(), .started = StartOf(::getpid()).value_or(0)};
}

bool IsGone(const ProcessIdentity& process) {
  const ProcessIdentity self = ThisProcess();
  return process.host == self.host && process.boot_id == self.boot_id && StartOf(process.pid) != process.started;
}

}  // namespace millrace
