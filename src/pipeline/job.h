// One job: claim → work → stage → journal → publish → commit. Process and replay differ only in the work.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "privacy/privacy_rules.h"

#include "kernel/counters.h"
#include "kernel/kernel.h"
#include "lake/lake_writer.h"
#include "ledger/ledger.h"
#include "pipeline/publish.h"
#include "pipeline/run_report.h"
#include "pipeline/state_backup.h"
#include "storage/file_system.h"

namespace millrace {

// Where a project's jobs work. Nothing is owned.
struct JobPlace {
  FileSystem& files;
  Ledger& ledger;
  int64_t fence = 0;  // of the project's lease, which whoever runs jobs holds
  std::string raw;
  std::string lake;
  std::string project;
  LakeOptions writer;                     // lake, project and job_id are filled in for each job
  StatePlace state;                       // where the ledger is copied to
  const PrivacyRules* privacy = nullptr;  // what no row may hold; null: rows are written as they come
  BeforeRemoval before_removal;           // of lake files that a job retires
  std::stop_token stop;                   // gives a job up until it is journaled; it then fails with Cancelled
};

// What the work of a job gave.
struct JobOutcome {
  RunReport report;                        // counters, stage seconds; what the job knows itself is added to it
  std::vector<RejectKey> replayed;         // rejects that are settled by this job
  std::vector<RetiredFile> retired;        // files of the lake that this job's outputs replace
  std::vector<std::string> unread = {};    // raw files that the job has claimed and did not read
  std::vector<FileContent> contents = {};  // of the raw files that it read
  // Of an erasure: makes its record when the outputs are staged; may be empty.
  std::function<std::string(std::span<const LedgerOutput> outputs)> proof = {};
};

// Fills the sink with a job's rows. What it throws fails the job.
using JobWork = std::function<JobOutcome(const JobInfo& job, BatchSink& sink)>;

// Raw files of a job. None for one that reads none.
struct JobClaims {
  std::span<const LedgerFile> files{};
  bool again = false;  // an earlier job has read them; its lake files are among those that the outcome retires
};

// Runs one job over these raw files. When the work or the writing fails, the job is recorded as
// failed, its files are unclaimed, what it staged is removed, and the exception goes on; from the journal on, a failure
// leaves the job, and the removal of what it retires, to RecoverJobs. The caller holds the project's lease and has
// recovered.
RunReport RunJob(const JobPlace& place, JobKind kind, const JobClaims& claims, const JobWork& work);

}  // namespace millrace
