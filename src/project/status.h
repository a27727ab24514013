// The content of `millrace status`: what was read, what is unread, the tables, the last jobs and the schedule.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "load/waiting.h"

#include "ledger/ledger.h"
#include "pipeline/plan.h"
#include "project/project.h"
#include "project/workflow_runs.h"
#include "schema/table.h"
#include "warehouse/model_file.h"

namespace millrace {

// The committed files of one table of the lake.
struct TableSize {
  TableId table;
  uint64_t files = 0;
  uint64_t bytes = 0;
};

// The state of a workflow of the project.
struct WorkflowStatus {
  std::string name;
  std::optional<ScheduleState> schedule;  // one that `millrace run` has seen
  std::optional<int64_t> next_run;        // of this schedule, seconds since the epoch
  std::optional<RunDetails> run;          // the oldest that is not over
};

// How the warehouse is, as the ledger knows it.
struct WarehouseStatus {
  std::array<WaitingFiles, kTableCount> waiting{};  // by TableId
  uint64_t files_loaded = 0;
  uint64_t files_failed = 0;          // failed ones are tried again
  uint64_t files_given_up = 0;        // of these: failed too often
  uint64_t files_unknown_app = 0;     // wait for their app
  std::vector<LoadItem> failed;       // the first kFailedFilesShown
  int64_t last_load_ns = 0;           // when the newest batch was loaded; 0: none
  int64_t last_models_ns = 0;         // the end of the last run of all models; 0: none
  std::vector<FailedModel> left_out;  // files of the project's own that are no models
  bool are_models_current = false;    // since then nothing was loaded, and the models are the same
  WaitingFiles Waiting() const;       // of all tables
};
inline constexpr size_t kFailedFilesShown = 20;

struct ProjectStatus {
  LedgerSummary summary;
  bool raw_folder_exists = false;
  Plan plan;                                 // of the next run; empty without a raw folder
  std::vector<LedgerJob> jobs;               // the newest first
  std::vector<TableSize> tables;             // every table, in the order of AllTables
  std::string holder;                        // of the project's lease, as a sentence; empty if nobody holds it
  std::vector<WorkflowStatus> workflows;     // in the order of ProjectWorkflows
  std::optional<WarehouseStatus> warehouse;  // null: the project has none
};

// Its parts, for services that need one of them.
std::vector<WorkflowStatus> WorkflowStatusOf(const Config& config, Ledger& ledger);
std::vector<TableSize> TableSizesOf(Project& project, Ledger& ledger);
WarehouseStatus WarehouseStatusOf(Project& project, Ledger& ledger);

// Includes the last `jobs` jobs. Changes nothing. Throws SystemError if the ledger or a store cannot be read.
ProjectStatus StatusOf(Project& project, size_t jobs);

// The proofs of all erasures, the newest first, each one JSON object.
std::vector<std::string> ErasuresOf(const Project& project);

}  // namespace millrace
