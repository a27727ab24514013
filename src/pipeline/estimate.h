// Estimates what a run will need. The uncompressed size is measured on a sample of the files, the speed is taken from
// earlier runs in the ledger. The report of each run contains its estimate and its actual figures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "pipeline/input_sample.h"
#include "pipeline/plan.h"
#include "storage/file_system.h"

namespace millrace {

struct Estimate {
  uint64_t files = 0;
  uint64_t bytes_in = 0;   // as stored
  uint64_t bytes_raw = 0;  // after the outer gunzip
  uint64_t requests = 0;
  uint64_t events = 0;     // 0: no earlier run has measured the events per request
  uint64_t bytes_out = 0;  // 0: no earlier run has measured them
  int threads = 0;         // that will have work
  uint64_t peak_memory_bytes = 0;
  double seconds = 0;
  double cost_usd = 0;

  // Adds the estimate of a later run.
  void Add(const Estimate& later);
};

// The actual figures of a committed run.
struct MeasuredRun {
  uint64_t files = 0;
  uint64_t bytes_in = 0;  // as stored
  uint64_t bytes_raw = 0;
  uint64_t requests = 0;
  uint64_t events = 0;
  uint64_t bytes_out = 0;
  int threads = 1;
  uint64_t peak_memory_bytes = 0;
  double seconds = 0;
};

// The rates of earlier runs; without a measured run, those of the machine in the README.
struct RunRates {
  size_t measured_runs = 0;
  double seconds_to_begin = 0.08;     // of any run: opening, closing, syncing, committing
  double bytes_per_second = 100e6;    // uncompressed, of a thread
  double events_per_request = 0;      // 0: unknown
  double bytes_out_per_raw_byte = 0;  // 0: unknown
  double memory_factor = 1;           // of what ExpectedMemory says
};

// The resources that the configuration allows a run.
struct RunMeans {
  int threads = 1;
  uint64_t memory_bytes = 0;  // processing.memory
  double price_per_core_hour = 0;
};

struct PlanEstimate {
  InputSample sample;
  RunRates rates;
  std::vector<Estimate> runs;  // one per run of the plan
  Estimate total;
};

// The newest committed runs over raw files, at most 20.
std::vector<MeasuredRun> MeasuredRuns(Ledger& ledger);
RunRates RatesOf(std::span<const MeasuredRun> runs, uint64_t memory_bytes);
Estimate EstimateRun(std::span<const PlannedFile> files, const InputSample& sample, const RunRates& rates,
                     const RunMeans& means);

// Estimates a whole plan for people. Looks into files, except those that failed before, without noting them as being
// read, so what must get past a file that brings the process down uses EstimateFromHistory. Changes nothing; throws the
// errors of reading files and ledger.
PlanEstimate EstimatePlan(FileSystem& files, Ledger& ledger, const Plan& plan, const RunMeans& means);

// The same without looking into files: they expand as those of earlier runs did.
Estimate EstimateFromHistory(Ledger& ledger, const Plan& plan, const RunMeans& means);

std::string ToJson(const Estimate& estimate);

}  // namespace millrace
