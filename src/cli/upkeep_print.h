// The output of the commands that rewrite the lake: which partitions they would change, and what they did.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "ledger/jobs.h"
#include "pipeline/run_report.h"
#include "project/lake_upkeep.h"

namespace millrace {

// The words for a command in its output.
struct UpkeepWords {
  JobKind kind;
  std::string verb;  // `compact`
  std::string done;  // `compacted`
};

// `1 file, 1.2 MB`
std::string FilesAndSize(uint64_t files, uint64_t bytes);

// `would compact 9 files, 1.2 MB` and a row per partition, or one line if there are none, on stdout; `json`: one
// object. Returns the exit code.
int PrintChanges(const CommandLine& line, const UpkeepWords& words, const std::vector<PartitionChange>& changes,
                 bool json);

// `compacted 9 files, 1.2 MB, into 3 files, 1.1 MB` on stdout, or that there was nothing to do; `json`: the report.
void PrintRewrite(const UpkeepWords& words, const RunReport& report, bool json);

}  // namespace millrace
