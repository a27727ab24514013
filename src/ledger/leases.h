// Leases: the right to do what only one process at a time may do. A lease is stored in the ledger, so it holds on every
// machine that uses the ledger. It counts the heartbeats of its holder. Each time it is taken, it gets a new fencing
// number, and the ledger refuses changes of a former holder with an old number. held_lease.h has the rules for taking
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/process_identity.h"

namespace millrace {

// Guards the jobs of a project (JobRef::fence) and what follows from them.
inline constexpr std::string_view kProjectLease = "project";
// Guards loads into the warehouse, and the records of lake files on their way there (load_items.h).
inline constexpr std::string_view kLoadLease = "load";
// Guards model runs and changes of the schema: one at a time, whatever the app.
inline constexpr std::string_view kModelLease = "models";
// Guards the runs and the schedule of one workflow: at most one process carries them on. Workflows have leases of their
// own, so that they run side by side, also on several machines.
inline std::string WorkflowLease(std::string_view workflow) {
  return "run:" + std::string(workflow);
}

// A lease, and the number under which its holder makes changes.
struct LeaseRef {
  std::string name;
  int64_t fence = 0;  // 0 is valid only if the lease was never taken
};

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

  // Returns the current lease; one that was never taken has the number 0. Changes nothing.
  virtual Lease Find(std::string_view name) = 0;
  // Takes a lease that is unchanged since it was seen, under the next number, which is returned. Null if it was taken,
  // released or renewed in the meantime.
  virtual std::optional<int64_t> Take(const Lease& seen, const ProcessIdentity& owner, int64_t now_ns) = 0;
  // Records a heartbeat of the holder with this number; false if it does not hold the lease any more.
  virtual bool Beat(std::string_view name, int64_t fence) = 0;
  // Does nothing if another process has it by now.
  virtual void GiveBack(std::string_view name, int64_t fence) = 0;
};

}  // namespace millrace
