// `millrace process`: reads all unread raw files of a project into its lake, in runs, exactly once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "privacy/privacy_rules.h"

#include "kernel/kernel.h"
#include "lake/lake_writer.h"
#include "ledger/ledger.h"
#include "pipeline/estimate.h"
#include "pipeline/plan.h"
#include "pipeline/progress_counts.h"
#include "pipeline/publish.h"
#include "pipeline/run_report.h"
#include "pipeline/run_tasks.h"
#include "pipeline/settle.h"
#include "storage/file_system.h"

namespace millrace {

// A project and how its jobs run. Pointers inside are not owned.
struct PipelineOptions {
  std::string project;
  std::string raw;                  // directory
  std::string lake;                 // directory
  std::string state;                // existing directory of the ledger
  std::string state_backup;         // empty: none
  std::vector<std::string> ignore;  // patterns of the names of files that are not raw files
  SettleOptions settle;
  int threads = 1;
  KernelOptions kernel;
  Enrichments enrichments;
  LakeOptions writer;  // lake, project and job_id are filled in for each job
  double price_per_core_hour = 0;
  // For the report; may block until their checksums are known.
  std::function<std::vector<DatabaseInfo>()> databases = [] { return std::vector<DatabaseInfo>(); };
  const PrivacyRules* privacy = nullptr;  // null: nothing is hidden
  BeforeRemoval before_removal;           // of lake files that a job retires (publish.h)
  bool profile = false;
  // How long to wait for another job of the project, and a callback that is told before the wait which process holds
  // the lease (may be empty).
  std::chrono::milliseconds lock_patience{0};
  std::function<void(const std::string& holder)> on_wait;
  // Called about five times a second by the calling thread; may be empty.
  std::function<void(const ProgressCounts&)> on_progress;
  // Of `process`: runs the work of its jobs as tasks of about `task_bytes` stored bytes; null: this process does it.
  TaskRunner* tasks = nullptr;
  uint64_t task_bytes = 0;
  // Once requested, no further job starts; the current one is finished.
  std::stop_token drain;
  // Once requested, the current job is abandoned at its next safe point: it fails with Cancelled, and its files are
  // unread again. After its journal, a job is finished in any case.
  std::stop_token stop;
};

struct ProcessWindow {
  std::optional<int64_t> from_ns = {};  // (from, to] of modified times; null: open
  std::optional<int64_t> to_ns = {};
  uint64_t max_bytes_per_run = UINT64_MAX;
  // Whether files with a modified time in the future are in the window, wherever it ends.
  bool take_future = false;
  // Whether to list days that are finished, too (finished_days.h).
  bool full_scan = false;
};

// Throws UserError if the raw directory does not exist, or lake or state are inside it. Process and PlanProcess check
// this, too; services do before they create a ledger.
void CheckInput(FileSystem& files, const PipelineOptions& options);

// Takes the project's lease, recovers what a crash left, plans, and runs job after job, each committed separately. If
// one fails, the earlier ones stay committed. Releases the lease while it waits for files to settle. Throws SystemError
// (lease held, disk, unreadable file) and UserError (raw directory missing, lake inside the raw directory).
RunReport Process(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window);

// The resources that a run with these options may use.
RunMeans MeansOf(const PipelineOptions& options);

// Takes the project's lease and finishes or undoes what a crash left. Returns the number of jobs.
uint64_t FinishJobs(FileSystem& files, Ledger& ledger, const PipelineOptions& options);

// Plans what Process would do. Changes nothing and needs no lease. `seen_before`: unsettled files of an earlier plan
// (plan.h).
Plan PlanProcess(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window,
                 std::span<const PlannedFile> seen_before = {});

}  // namespace millrace
