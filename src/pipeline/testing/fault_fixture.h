// Injects a fault at every operation of a command over a small project, one after the other, on a disk.
#pragma once

#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/fault_plan.h"
#include "ledger/testing/faulty_ledger.h"
#include "pipeline/testing/project_fixture.h"
#include "storage/testing/faulty_disk.h"

namespace millrace {

struct FaultMode {
  const char* name;
  Fault fault;
  std::optional<PowerLoss> power_loss;
};

inline std::ostream& operator<<(std::ostream& out, const FaultMode& mode) {
  return out << mode.name;
}

inline constexpr FaultMode kFaultModes[] = {
    {"Fail", Fault::kFail, std::nullopt},
    {"Kill", Fault::kKill, std::nullopt},
    {"PowerLossOfContents", Fault::kKill, PowerLoss::kContents},
    {"PowerLossOfContentsAndNames", Fault::kKill, PowerLoss::kContentsAndNames}};
// With sanitizers without the losses of power, which are the disk's: the code of ours that runs is that of a kill.
inline constexpr std::span kTriedModes = std::span(kFaultModes).first(kFaultStep > 1 ? 2 : std::size(kFaultModes));

// Repeats `attempt(n)`, which injects a fault at operation n, with n = first, first + step… until it returns that there
// was no such operation. `least`: the minimum number of operations; fewer mean that the plan is not consulted.
template <typename Attempt>
void ForEveryFault(const std::string& what, uint64_t least, Attempt attempt, uint64_t step = kFaultStep,
                   uint64_t first = 1) {
  uint64_t n = first;
  int faults = 0;
  for (; attempt(n); n += step) {
    ASSERT_FALSE(::testing::Test::HasFailure()) << what << ": wrong after a fault at operation " << n;
    ++faults;
  }
  ASSERT_FALSE(::testing::Test::HasFailure()) << what << ": wrong without a fault";
  EXPECT_GT(n - first, least) << "the fault plan was not asked";
  std::cout << what << ": " << faults << " faults\n";
  ::testing::Test::RecordProperty("faults", faults);
}

// Runs `command(files, ledger)` over faulty files and a faulty ledger. Returns false if it ended before the plan fired.
template <typename Files, typename Command>
bool RunWithPlan(const TestProject& project, FaultPlan& plan, Files& files, Command command) {
  const auto base = OpenSqliteLedger(project.LedgerFileName());
  FaultyLedger ledger(*base, plan);
  try {
    command(files, ledger);
  } catch (const SystemError& error) {
    EXPECT_TRUE(plan.fired()) << error.what();
  } catch (const KillSwitch&) {
  }
  return plan.fired();
}

// The same on a disk, with a fault at operation `at`.
template <typename Command>
bool RunWithFault(const TestProject& project, const FaultMode& mode, uint64_t at, Command command) {
  FaultPlan plan(mode.fault, at);
  FaultyDisk files(LocalFileSystem(), plan, project.NewLimbo());
  const bool fired = RunWithPlan(project, plan, files, command);
  if (plan.dead() && mode.power_loss) files.LosePower(*mode.power_loss);
  return fired;
}

}  // namespace millrace
