// The report of a run as one JSON object on one line, as commands print it with --json and the ledger stores it for a
// job. Each kind of job has its own keys, which are always present; docs/reference/json.md describes them.
#pragma once

#include <string>
#include <vector>

#include "core/json_object.h"
#include "ledger/jobs.h"
#include "pipeline/plan.h"
#include "pipeline/run_report.h"

namespace millrace {

// Adds the keys that `process` and `try` share: what was read, written and rejected.
void AddCounters(JsonObject& object, const RunReport& report);

std::string FoldersUnlistedJson(const std::vector<UnlistedFolder>& folders);

std::string ReportJson(const RunReport& report, JobKind kind);

}  // namespace millrace
