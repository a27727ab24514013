// The overview of a project's operation: what its workflows do and will do, what waits, and how the last job ended.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "project/folder_listing.h"
#include "project/project.h"
#include "project/status.h"

namespace millrace {

struct WorkflowOverview {
  WorkflowStatus status;
  std::string schedule;              // as configured; empty: it runs when something starts it
  bool is_served = false;            // a service is at work that carries out its runs
  std::vector<int64_t> next_runs{};  // of a schedule that a service has seen, seconds since the epoch
};

struct OperationOverview {
  std::string holder;  // of the project's lease, as a sentence; empty: nobody
  std::string time_zone;
  std::vector<WorkflowOverview> workflows;
  std::shared_ptr<const FolderListing> listing;
  std::optional<LedgerJob> last_job;
  std::optional<WarehouseStatus> warehouse;  // null: the project has none
};

inline constexpr size_t kNextRunsShown = 5;

// Changes nothing. Throws what FolderListings::Newest throws.
OperationOverview OverviewOf(Project& project, FolderListings& listings, const std::stop_token& stop);

struct JobPage {
  std::vector<LedgerJob> jobs;  // the newest first
  uint64_t total = 0;           // that match
};
JobPage PageOfJobs(const Project& project, const JobFilter& filter, size_t limit, size_t offset);
std::optional<LedgerJob> FindJob(const Project& project, const std::string& id);

}  // namespace millrace
