#include "ledger/sqlite_workflows.h"

#include <array>
#include <string>

#include "core/error.h"
#include "ledger/sqlite_leases.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 5> kWorkflowStateNames = {"waiting", "running", "done", "parked", "abandoned"};

WorkflowState StateOf(std::string_view name) {
  for (size_t i = 0; i < kWorkflowStateNames.size(); ++i) {
    if (kWorkflowStateNames[i] == name) return static_cast<WorkflowState>(i);
  }
  throw SystemError("the ledger contains an unknown word: " + std::string(name));
}

int64_t NumberOf(SqliteConnection& connection, const std::string& id) {
  SqliteStatement row(connection, "SELECT no FROM workflow_runs WHERE id = ?");
  row.Bind(id);
  MILLRACE_CHECK(row.Step());
  return row.Number(0);
}

std::vector<WorkflowStep> StepsOf(SqliteConnection& connection, int64_t number) {
  std::vector<WorkflowStep> steps;
  SqliteStatement rows(connection,
                       "SELECT name, state, attempts, started_ns, finished_ns, next_attempt_ns, result, error "
                       "FROM workflow_steps WHERE run = ? ORDER BY position");
  rows.Bind(number);
  while (rows.Step()) {
    steps.push_back({.name = std::string(rows.Text(0)),
                     .state = StateOf(rows.Text(1)),
                     .attempts = static_cast<int>(rows.Number(2)),
                     .started_ns = rows.Number(3),
                     .finished_ns = rows.Number(4),
                     .next_attempt_ns = rows.Number(5),
                     .result = std::string(rows.Text(6)),
                     .error = std::string(rows.Text(7))});
  }
  return steps;
}

}  // namespace

std::string_view WorkflowStateName(WorkflowState state) {
  return kWorkflowStateNames[static_cast<size_t>(state)];
}

const WorkflowStep* WorkflowRun::Current() const {
  for (const WorkflowStep& step : steps) {
    if (step.state != WorkflowState::kDone) return &step;
  }
  return nullptr;
}

void SqliteWorkflows::Save(const WorkflowRun& run, int64_t fence) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(kRunLease, fence);
  SqliteStatement(connection_,
                  "INSERT INTO workflow_runs (id, workflow, state, started_ns, finished_ns, input) "
                  "VALUES (?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET state = excluded.state, finished_ns = excluded.finished_ns")
      .Bind(run.id)
      .Bind(run.workflow)
      .Bind(WorkflowStateName(run.state))
      .Bind(run.started_ns)
      .Bind(run.finished_ns)
      .Bind(run.input)
      .Run();
  const int64_t number = NumberOf(connection_, run.id);
  SqliteStatement insert(connection_, "REPLACE INTO workflow_steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  int64_t position = 0;
  for (const WorkflowStep& step : run.steps) {
    insert.Bind(number)
        .Bind(position++)
        .Bind(step.name)
        .Bind(WorkflowStateName(step.state))
        .Bind(int64_t{step.attempts})
        .Bind(step.started_ns)
        .Bind(step.finished_ns)
        .Bind(step.next_attempt_ns)
        .Bind(step.result)
        .Bind(step.error)
        .Run();
  }
  transaction.Commit();
}

bool SqliteWorkflows::RetryParked(std::string_view id) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "UPDATE workflow_runs SET state = 'waiting' WHERE id = ? AND state = 'parked'")
      .Bind(id)
      .Run();
  if (connection_.Changes() == 0) return false;
  SqliteStatement(connection_,
                  "UPDATE workflow_steps SET state = 'waiting', attempts = 0, next_attempt_ns = 0 "
                  "WHERE run = ? AND state = 'parked'")
      .Bind(NumberOf(connection_, std::string(id)))
      .Run();
  transaction.Commit();
  return true;
}

std::vector<WorkflowRun> SqliteWorkflows::Recent(std::string_view workflow, size_t limit) {
  std::vector<WorkflowRun> runs;
  SqliteStatement rows(connection_,
                       "SELECT no, id, workflow, state, started_ns, finished_ns, input FROM workflow_runs "
                       "WHERE ? IN ('', workflow) ORDER BY no DESC LIMIT ?");
  rows.Bind(workflow).Bind(static_cast<int64_t>(limit));
  while (rows.Step()) {
    runs.push_back({.id = std::string(rows.Text(1)),
                    .workflow = std::string(rows.Text(2)),
                    .state = StateOf(rows.Text(3)),
                    .started_ns = rows.Number(4),
                    .finished_ns = rows.Number(5),
                    .input = std::string(rows.Text(6)),
                    .steps = StepsOf(connection_, rows.Number(0))});
  }
  return runs;
}

}  // namespace millrace
