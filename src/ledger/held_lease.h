// A lease that this process holds during the lifetime of the object (leases.h). A thread sends the heartbeats through a
// separate connection to the ledger, so that it never interferes with the connection of the job.
//
// The rules for taking a lease: it is free if nobody holds it. Looking at it never takes it. An owner on this machine
// and boot whose process has ended is replaced at once. Any other owner is replaced when its heartbeat counter has not
// changed for 60 s of the observer's monotonic clock, so a process that wants the lease observes such an owner for that
// long. The ledger refuses changes of a former owner.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/error.h"
#include "ledger/ledger.h"

namespace millrace {

// The environment of the rules; tests replace it.
struct LeaseSurroundings {
  ProcessIdentity self = ThisProcess();
  std::function<bool(const ProcessIdentity&)> is_gone = IsGone;
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  std::function<void(std::chrono::milliseconds)> sleep = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
  };
  std::chrono::milliseconds heartbeat{5'000};
};

// Another process has the lease, and there is no patience left. The message names the holder and says what to do.
class LeaseHeld : public SystemError {
 public:
  using SystemError::SystemError;
};

// Observes one lease, without taking it.
class LeaseWatch {
 public:
  // The store must outlive the watch.
  LeaseWatch(LeaseStore& store, std::string name, LeaseSurroundings surroundings = {});

  // Who holds the lease now, as a message that says what to do; empty if it can be taken. The time without a heartbeat
  // counts from the first call.
  std::string Holder();
  // The lease as last seen by Holder.
  const Lease& seen() const { return seen_; }
  // Whether the holder is on another machine and has sent no heartbeat yet, so that only further observation can
  // decide.
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
  // Takes the lease, waiting up to `patience` for an owner that is alive. Before it waits, it calls `on_wait`, if
  // given, once with a message that names the holder. Throws LeaseHeld with that message when the time is up. The
  // ledger must outlive the lease.
  HeldLease(Ledger& ledger, std::string_view name, std::chrono::milliseconds patience,
            const std::function<void(const std::string& holder)>& on_wait, const LeaseSurroundings& surroundings = {});
  ~HeldLease();
  HeldLease(const HeldLease&) = delete;
  HeldLease& operator=(const HeldLease&) = delete;

  // The fencing number for the changes of the holder.
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
