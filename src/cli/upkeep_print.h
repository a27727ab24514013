// What the commands that rewrite the lake say: which partitions they would change, and what they did.
#pragma once

#include <string>
#include <vector>

#include "pipeline/run_report.h"
#include "project/lake_upkeep.h"

namespace millrace {

// `would compact 9 files, 1.2 MB` and a line a partition, or one line when there are none, on stdout; `json`: an
// object. Gives the exit code.
int PrintChanges(const std::string& verb, const std::vector<PartitionChange>& changes, bool json);

// `compacted 9 files, 1.2 MB, into 3 files, 1.1 MB` on stdout, or that there was nothing to do; `json`: the report.
void PrintRewrite(const RunReport& report, const std::string& done, bool json);

}  // namespace millrace
