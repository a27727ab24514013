// What `millrace status` tells of runs: their history with all counters, and how the scheduled run is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/table_print.h"
#include "ledger/ledger.h"

namespace millrace {

// One row a job: what it read, wrote and rejected, what it took against what was estimated, and whether the law held.
std::string RenderHistory(const std::vector<LedgerJob>& jobs, const TableStyle& style);

// Whether a job read rows and none of them gave an event; then also what its rejects look like, where that is known.
bool WroteNoEvent(const LedgerJob& job, std::string* rejects_look_like = nullptr);

// Why a job failed, or that it wrote no event; null for one in order.
Cell FaultCell(const LedgerJob& job);

// One job as JSON, with the whole report.
std::string JobJson(const LedgerJob& job);

// `parked at step process after 5 attempts: disk full; millrace retry resumes`; empty for a run that is over.
std::string WorkflowSentence(const WorkflowRun& run);
// With its steps.
std::string WorkflowJson(const WorkflowRun& run);

}  // namespace millrace
