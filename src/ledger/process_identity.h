// Identifies a process to other processes, on its machine and on others. Thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace millrace {

struct ProcessIdentity {
  std::string host;
  // One boot of one machine and one space of process ids: containers on a machine cannot see each other's processes.
  std::string boot_id;
  int64_t pid = 0;
  int64_t started = 0;  // clock ticks after the boot; distinguishes processes that had the same process id

  bool operator==(const ProcessIdentity&) const = default;
};

// This machine's name, for leases and the ledger.
std::string HostName();

ProcessIdentity ThisProcess();

// True if this process has certainly ended. Nothing is certain about another machine, boot or container.
bool IsGone(const ProcessIdentity& process);

}  // namespace millrace
