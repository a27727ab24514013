// What the jobs of each day did and took, from the reports that the ledger keeps of them. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/jobs.h"
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
  double seconds = 0;              // of the jobs
  double core_seconds = 0;         // the same times their threads: what the price is for
  uint64_t peak_memory_bytes = 0;  // the greatest
  double usd = 0;                  // at the price of that time
};

struct DailyCosts {
  std::vector<DailyCost> days;  // with jobs, the newest first
  bool is_truncated = false;    // there were more jobs: the oldest days are missing, the last one is not whole
};

inline constexpr size_t kMostJobsOfCosts = 5'000;

// `jobs`: the newest first.
std::vector<DailyCost> DailyCostsOf(std::span<const LedgerJob> jobs);

// Days since the epoch, both ends included.
DailyCosts DailyCostsOf(const Project& project, int32_t first_day, int32_t last_day);

}  // namespace millrace
