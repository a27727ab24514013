// Workflows and schedules in the SQLite ledger; see ledger.h for what the functions promise.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/sqlite.h"

namespace millrace {

void SaveWorkflow(SqliteConnection& connection, const WorkflowRun& run);
std::vector<WorkflowRun> ReadWorkflows(SqliteConnection& connection, std::string_view workflow, size_t limit);
void SaveSchedule(SqliteConnection& connection, const ScheduleState& schedule);
std::optional<ScheduleState> ReadSchedule(SqliteConnection& connection, std::string_view name);

}  // namespace millrace
