// What the jobs of each day did and took, from the reports that the ledger keeps of them, and what loads, model runs,
// scans and expiries of the warehouse took, from the attempts at their tasks. A
// job that stores what a load has rejected counts beside the load. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/jobs.h"
#include "ledger/workflows.h"
#include "project/project.h"

namespace millrace {

// Of the jobs that began on a UTC day. Of a job that failed only the time counts: others read its files again.
struct DailyCost {
  int32_t day = 0;  // since the epoch
  uint64_t jobs = 0;
  uint64_t jobs_failed = 0;
  uint64_t raw_files = 0;
  uint64_t raw_bytes = 0;  // as stored
  uint64_t rows = 0;       // of raw files
  uint64_t events = 0;     // that were read
  uint64_t lake_files = 0;
  uint64_t lake_bytes = 0;         // of the files that were written
  uint64_t peak_memory_bytes = 0;  // the greatest
  uint64_t warehouse_tasks = 0;    // attempts that began
  uint64_t warehouse_failed = 0;   // of these; their time counts, too
  // Of jobs and of the warehouse.
  double seconds = 0;
  double core_seconds = 0;  // the same times the threads: what the price is for
  double usd = 0;           // of jobs at the price of that time
  // Of the warehouse alone.
  double warehouse_core_seconds = 0;
  double warehouse_usd = 0;
};

struct DailyCosts {
  std::vector<DailyCost> days;  // with jobs, the newest first
  // There were more jobs, or more attempts: the oldest days are missing, or not whole.
  bool is_truncated = false;
};

inline constexpr size_t kMostJobsOfCosts = 5'000;
inline constexpr size_t kMostAttemptsOfCosts = 50'000;

// What a second of work in the warehouse takes of this machine.
struct WarehouseRate {
  int threads = 1;  // of the engine, if it is in this process; else 1, which waits for it
  double usd_per_core_hour = 0;
};

// In any order.
std::vector<DailyCost> DailyCostsOf(std::span<const LedgerJob> jobs, std::span<const AttemptOfWorkflow> attempts,
                                    const WarehouseRate& rate);

// Days since the epoch, both ends included.
DailyCosts DailyCostsOf(const Project& project, int32_t first_day, int32_t last_day);

}  // namespace millrace
