// The history of jobs with all counters, as `millrace status` tells it.
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

}  // namespace millrace
