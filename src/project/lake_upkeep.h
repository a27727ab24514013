// The maintenance services of the lake: compact, expire, erase, re-enrich. Each has a counterpart that reports what it
// would do, changes nothing and needs no lease. See upkeep/ for what each does exactly.
//
// All of them throw UserError for a wrong configuration, SystemError if the machine fails or another process holds the
// project's lease, and Cancelled (job_control.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "upkeep/compact.h"
#include "upkeep/erase.h"
#include "upkeep/reenrich.h"

#include "pipeline/run_report.h"
#include "project/job_control.h"
#include "project/project.h"
#include "schema/table.h"

namespace millrace {

// Files of one partition, or of all days of an app, that a service would retire or replace.
struct PartitionChange {
  TableId table;
  std::string app;
  std::optional<int32_t> day;
  uint64_t files = 0;
  uint64_t bytes = 0;
};

std::vector<PartitionChange> CompactionOf(Project& project, const CompactOptions& compact);
RunReport CompactLake(Project& project, const CompactOptions& compact, const JobControl& control);

// Partitions that are older than `retention` allows, by the clock of the machine.
std::vector<PartitionChange> ExpiryOf(Project& project);
RunReport ExpireLake(Project& project, const JobControl& control);

// A person: rows with this user_pseudo_id or user_id, or with its pseudonym if the secret is known.
ErasePlan ErasureOf(Project& project, const std::string& user);
RunReport ErasePerson(Project& project, const std::string& user, const JobControl& control);

// The service throws UserError if the configuration names a plug-in: only built-in enrichments can be applied again.
std::vector<PartitionChange> ReenrichmentOf(Project& project, const ReenrichOptions& reenrich);
RunReport ReenrichLake(Project& project, const ReenrichOptions& reenrich, const JobControl& control);

}  // namespace millrace
