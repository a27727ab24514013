// What `millrace status` tells of runs: their history with all counters, and how the scheduled run is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/table_print.h"
#include "ledger/ledger.h"

namespace millrace {

// One row a job: what it read, wrote and rejected, what it took against what was estimated, and whether the law held.
std::string RenderHistory(const std::vector<LedgerJob>& jobs, const TableStyle& style);

// One job as JSON, with the whole report.
std::string JobJson(const LedgerJob& job);

// `parked at step process after 5 attempts: disk full; millrace retry resumes`; empty for a run that is over.
std::string WorkflowSentence(const WorkflowRun& run);
// With its steps.
std::string WorkflowJson(const WorkflowRun& run);

}  // namespace millrace
