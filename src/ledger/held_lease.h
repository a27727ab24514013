// A lease that this process holds while the object lives (leases.h). A thread gives the signs of life, through a
// connection to the ledger of its own, so that it never meets the work's.
//
// The rules of taking. A lease is free when nobody holds it. Looking at it never takes it. An owner on this machine and
// boot that ended is succeeded at once. Any other owner is succeeded when its heartbeat stood still for 60 s of the
// observer's monotonic clock; so whoever wants the lease looks at such an owner for so long, unless it beats before.
// The ledger refuses what a former owner still wants to change.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "ledger/ledger.h"

namespace millrace {

// What the rules depend on; tests put in their own.
struct LeaseSurroundings {
  ProcessIdentity self = ThisProcess();
  std::function<bool(const ProcessIdentity&)> is_gone = IsGone;
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  std::function<void(std::chrono::milliseconds)> sleep = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
  };
  std::chrono::milliseconds heartbeat{5'000};
};

// Observes one lease, without taking it.
class LeaseWatch {
 public:
  // The store must outlive the watch.
  LeaseWatch(LeaseStore& store, std::string name, LeaseSurroundings surroundings = {});

  // Who holds the lease now, as a sentence that says what to do; empty when it may be taken. The time that an owner
  // gave no sign of life counts from the first call on.
  std::string Holder();
  // As Holder saw it.
  const Lease& seen() const { return seen_; }
  // Whether the holder is elsewhere and has given no sign of life yet: only further looking can tell.
  bool undecided() const { return undecided_; }

 private:
  LeaseStore& store_;
  std::string name_;
  LeaseSurroundings surroundings_;
  Lease seen_;
  bool undecided_ = false;
  std::chrono::steady_clock::time_point since_;  // the owner's counter is as it was seen
};

class HeldLease {
 public:
  // Takes the lease, waiting up to `patience` for an owner that lives. Calls `on_wait`, when given, once with a
  // sentence that names the holder before it begins to wait. Throws SystemError with that sentence when the time is up.
  // The ledger must outlive the lease.
  HeldLease(Ledger& ledger, std::string_view name, std::chrono::milliseconds patience,
            const std::function<void(const std::string& holder)>& on_wait, const LeaseSurroundings& surroundings = {});
  ~HeldLease();
  HeldLease(const HeldLease&) = delete;
  HeldLease& operator=(const HeldLease&) = delete;

  // The fencing number, for what the holder changes.
  int64_t fence() const { return fence_; }

 private:
  void Beat(std::chrono::milliseconds interval);

  Ledger& ledger_;
  const std::string name_;
  int64_t since_ns_ = 0;
  int64_t fence_ = 0;
  std::mutex mutex_;
  std::condition_variable end_;
  bool ended_ = false;
  std::thread beating_;
};

}  // namespace millrace
