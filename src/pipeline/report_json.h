// A run's report as one JSON object on one line: what the commands print with --json and what the ledger keeps of a
// job. Every kind of job has keys of its own, all of them always present; docs/reference/json.md describes them.
#pragma once

#include <string>

#include "core/json_object.h"
#include "ledger/jobs.h"
#include "pipeline/run_report.h"

namespace millrace {

// What was read, written and rejected: the keys that `process` and `try` share.
void AddCounters(JsonObject& object, const RunReport& report);

std::string ReportJson(const RunReport& report, JobKind kind);

}  // namespace millrace
