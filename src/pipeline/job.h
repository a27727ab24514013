// One job: claim → work → stage → journal → publish → commit. Process and replay differ only in the work.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernel/counters.h"
#include "kernel/kernel.h"
#include "lake/lake_writer.h"
#include "ledger/ledger.h"
#include "pipeline/run_report.h"
#include "pipeline/state_backup.h"
#include "storage/file_system.h"

namespace millrace {

// Where a project's jobs work. Nothing is owned.
struct JobPlace {
  FileSystem& files;
  Ledger& ledger;
  std::string lake;
  std::string project;
  LakeOptions writer;  // lake, project and job_id are filled in for each job
  StatePlace state;    // where the ledger is copied to
};

// What the work of a job gave.
struct JobOutcome {
  RunReport report;                 // counters, stage seconds; what the job knows itself is added to it
  std::vector<RejectKey> replayed;  // rejects that are settled by this job
};

// Fills the sink with a job's rows. What it throws fails the job.
using JobWork = std::function<JobOutcome(const JobInfo& job, BatchSink& sink)>;

// Runs one job over these raw files (none for a replay). When the work or the writing fails, the job is recorded as
// failed, its files are unclaimed, what it staged is removed, and the exception goes on; from the journal on, a failure
// leaves the job to RecoverJobs. The caller holds the project's lock and has recovered.
RunReport RunJob(const JobPlace& place, JobKind kind, std::span<const LedgerFile> claims, const JobWork& work);

}  // namespace millrace
