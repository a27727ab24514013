// One job: claim → work → stage → journal → publish → commit. Kinds of jobs differ only in their work.
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

// The environment of a project's jobs. Nothing is owned.
struct JobPlace {
  FileSystem& files;
  Ledger& ledger;
  int64_t fence = 0;  // of the project's lease, which the caller holds
  std::string raw;
  std::string lake;
  std::string project;
  LakeOptions writer;                     // lake, project and job_id are filled in for each job
  StatePlace state;                       // where the ledger is copied to
  const PrivacyRules* privacy = nullptr;  // applied to all rows; null: rows are written unchanged
  BeforeRemoval before_removal;           // of lake files that a job retires
  bool by_tasks = false;                  // other processes stage files for the jobs, and may do so after their end
  std::stop_token stop;                   // abandons a job that is not journaled yet; it fails with Cancelled
};

// The result of a job's work.
struct JobOutcome {
  RunReport report;                        // counters, stage seconds; the job adds what it knows itself
  std::vector<RejectKey> replayed;         // rejects that are settled by this job
  std::vector<RetiredFile> retired;        // lake files that the outputs of this job replace
  std::vector<std::string> unread = {};    // raw files that the job has claimed but not read
  std::vector<FileContent> contents = {};  // of the raw files that it read
  std::vector<LedgerOutput> staged = {};   // by other processes, in addition to what was written to the sink
  // Of an erasure: makes its record once the outputs are staged; may be empty.
  std::function<std::string(std::span<const LedgerOutput> outputs)> proof = {};
};

// Writes the rows of a job to the sink. An exception makes the job fail.
using JobWork = std::function<JobOutcome(const JobInfo& job, BatchSink& sink)>;

// The raw files of a job; none if it reads none.
struct JobClaims {
  std::span<const LedgerFile> files{};
  bool again = false;  // earlier jobs have read them; the outcome retires the lake files of these jobs
};

// Runs one job over these raw files. If the work or the writing fails, the job is recorded as failed, its raw files are
// released, its staged files are removed, and the exception is rethrown. If something fails after the journal, the job
// and the removal of the files that it retires are left to RecoverJobs. The caller holds the project's lease and has
// called RecoverJobs.
RunReport RunJob(const JobPlace& place, JobKind kind, const JobClaims& claims, const JobWork& work);

}  // namespace millrace
