// Decides when a faulty double fails: the plan makes the n-th operation fail, or simulates the death of the process
// there (this and every later operation throw a KillSwitch).
//
// A test runs a job with n = 1, 2, 3… until the plan no longer fires, recovers, and compares the result with the
// oracle. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "core/error.h"

namespace millrace {

// The step from one fault of a test to the next. Every fault is tried, but only some of them with sanitizers, which
// look for invalid accesses and take ten times as long.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MILLRACE_FAULT_STEP 7
#endif
#endif
#ifndef MILLRACE_FAULT_STEP
#define MILLRACE_FAULT_STEP 1
#endif
constexpr uint64_t kFaultStep = MILLRACE_FAULT_STEP;

// Thrown by a simulated death. It has no base class, so that no handler of errors catches it.
struct KillSwitch {};

enum class Fault : uint8_t {
  kNone,  // only counts
  kFail,  // the chosen operation throws SystemError, later ones work
  kKill,  // the chosen operation and all later ones throw KillSwitch
};

// Counts operations and fires at one of them. Shared by all doubles of one test (files, ledger).
class FaultPlan {
 public:
  explicit FaultPlan(Fault fault = Fault::kNone, uint64_t at = 0) : fault_(fault), at_(at) {}

  // Call this before an operation. Throws if it is the chosen one (counted from 1), or if the process is dead.
  void Step(const char* operation, const std::string& path) {
    if (dead()) throw KillSwitch();
    if (++steps_ != at_ || fault_ == Fault::kNone) return;
    fired_ = true;
    if (fault_ == Fault::kKill) throw KillSwitch();
    throw SystemError(std::string("cannot ") + operation + " " + path + ": injected fault");
  }

  uint64_t steps() const { return steps_; }
  bool fired() const { return fired_; }
  bool dead() const { return fired_ && fault_ == Fault::kKill; }

 private:
  const Fault fault_;
  const uint64_t at_;
  std::atomic<uint64_t> steps_{0};
  std::atomic<bool> fired_{false};
};

}  // namespace millrace
