// The history of jobs with all counters, as `millrace status` shows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/table_print.h"
#include "ledger/ledger.h"

namespace millrace {

// One row per job: what it read, wrote and rejected, its cost compared with the estimate, and whether the law held.
std::string RenderHistory(const std::vector<LedgerJob>& jobs, const TableStyle& style);

// Whether a job read rows but wrote no event; in this case also what its rejects look like, if that is known.
bool WroteNoEvent(const LedgerJob& job, std::string* rejects_look_like = nullptr);

// Why a job failed, or that it wrote no event; null for one in order.
Cell FaultCell(const LedgerJob& job);

// One job as JSON, with the whole report.
std::string JobJson(const LedgerJob& job);

}  // namespace millrace
