// Leases: who may do what only one process at a time may do. A lease is in the ledger, so it holds on every machine
// that sees the ledger. It counts the heartbeats of its holder, and each taking of it has a number, the fencing number:
// the ledger refuses what a former holder asks for under an old one. held_lease.h has the rules of taking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/process_identity.h"

namespace millrace {

// Guards the jobs of a project (JobRef::fence).
inline constexpr std::string_view kProjectLease = "project";

struct Lease {
  std::string name;
  bool held = false;
  ProcessIdentity owner;  // the newest
  int64_t since_ns = 0;   // the owner's wall clock, for people
  int64_t counter = 0;    // heartbeats of the owner
  int64_t fence = 0;      // grows with each taking; 0: never taken
};

class LeaseStore {
 public:
  virtual ~LeaseStore() = default;

  // As it is now; one that was never taken has the number 0. Changes nothing.
  virtual Lease Find(std::string_view name) = 0;
  // Takes a lease that is still as it was seen, under the next number, which is returned. Null when somebody took it,
  // gave it back or gave a sign of life meanwhile.
  virtual std::optional<int64_t> Take(const Lease& seen, const ProcessIdentity& owner, int64_t now_ns) = 0;
  // A sign of life of the holder under this number; false when it holds the lease no more.
  virtual bool Beat(std::string_view name, int64_t fence) = 0;
  // Nothing happens when another one has it by now.
  virtual void GiveBack(std::string_view name, int64_t fence) = 0;
};

}  // namespace millrace
