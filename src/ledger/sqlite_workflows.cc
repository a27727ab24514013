#include "ledger/sqlite_workflows.h"

#include <array>
#include <string>

#include "core/error.h"
#include "ledger/sqlite_leases.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 6> kWorkflowStateNames = {"queued", "waiting", "running",
                                                                 "done",   "parked",  "abandoned"};
constexpr std::array<std::string_view, 4> kAttemptOutcomeNames = {"running", "done", "failed", "stopped"};

constexpr std::string_view kRunColumns =
    "SELECT no, id, workflow, state, started_ns, finished_ns, input, parent, retries, asked_by "
    "FROM workflow_runs ";

template <typename Value, size_t N>
Value NamedValue(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Value>(i);
  }
  throw SystemError("the ledger contains an unknown word: " + std::string(name));
}

std::vector<WorkflowRun> RunsOf(SqliteStatement& rows) {
  std::vector<WorkflowRun> runs;
  while (rows.Step()) {
    runs.push_back({.id = std::string(rows.Text(1)),
                    .workflow = std::string(rows.Text(2)),
                    .state = NamedValue<WorkflowState>(kWorkflowStateNames, rows.Text(3)),
                    .started_ns = rows.Number(4),
                    .finished_ns = rows.Number(5),
                    .input = std::string(rows.Text(6)),
                    .parent = std::string(rows.Text(7)),
                    .retries = rows.Number(8),
                    .asked_by = std::string(rows.Text(9))});
  }
  return runs;
}

constexpr const char* kAttemptColumns =
    "path, visit, a.retries, attempt, step, outcome, a.started_ns, a.finished_ns, error, report";

WorkflowAttempt AttemptOf(const SqliteStatement& row) {
  return {.path = std::string(row.Text(0)),
          .visit = row.Number(1),
          .retries = row.Number(2),
          .attempt = static_cast<int>(row.Number(3)),
          .step = std::string(row.Text(4)),
          .outcome = NamedValue<AttemptOutcome>(kAttemptOutcomeNames, row.Text(5)),
          .started_ns = row.Number(6),
          .finished_ns = row.Number(7),
          .error = std::string(row.Text(8)),
          .report = std::string(row.Text(9))};
}

}  // namespace

std::string_view WorkflowStateName(WorkflowState state) {
  return kWorkflowStateNames[static_cast<size_t>(state)];
}

std::string_view AttemptOutcomeName(AttemptOutcome outcome) {
  return kAttemptOutcomeNames[static_cast<size_t>(outcome)];
}

int64_t SqliteWorkflows::NumberOf(std::string_view id) {
  SqliteStatement row(connection_, "SELECT no FROM workflow_runs WHERE id = ?");
  row.Bind(id);
  MILLRACE_CHECK(row.Step());
  return row.Number(0);
}

bool SqliteWorkflows::Insert(const WorkflowRun& run) {
  SqliteStatement(connection_,
                  "INSERT OR IGNORE INTO workflow_runs (id, workflow, state, started_ns, finished_ns, input, parent, "
                  "asked_by) VALUES (?, ?, ?, ?, 0, ?, ?, ?)")
      .Bind(run.id)
      .Bind(run.workflow)
      .Bind(WorkflowStateName(WorkflowState::kQueued))
      .Bind(run.started_ns)
      .Bind(run.input)
      .Bind(run.parent)
      .Bind(run.asked_by)
      .Run();
  return connection_.Changes() == 1;
}

bool SqliteWorkflows::Add(const WorkflowRun& run) {
  SqliteTransaction transaction(connection_);
  const bool added = Insert(run);
  transaction.Commit();
  return added;
}

std::string SqliteWorkflows::Ask(const WorkflowRun& run) {
  MILLRACE_CHECK(!run.asked_by.empty());
  SqliteTransaction transaction(connection_);
  {
    SqliteStatement waiting(
        connection_,
        "SELECT id FROM workflow_runs WHERE state NOT IN ('done', 'abandoned') AND state = 'queued' "
        "AND asked_by <> '' AND workflow = ? AND input = ? ORDER BY no LIMIT 1");
    waiting.Bind(run.workflow).Bind(run.input);
    if (waiting.Step()) return std::string(waiting.Text(0));
  }
  MILLRACE_CHECK(Insert(run));
  transaction.Commit();
  return run.id;
}

void SqliteWorkflows::Save(std::string_view run_id, const WorkflowBranch& branch, const WorkflowAttempt* attempt,
                           const LeaseRef& lease) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(lease.name, lease.fence);
  const int64_t number = NumberOf(run_id);
  if (branch.path.empty()) {
    SqliteStatement(connection_, "UPDATE workflow_runs SET state = ?, finished_ns = ? WHERE no = ?")
        .Bind(WorkflowStateName(branch.state))
        .Bind(branch.state == WorkflowState::kDone ? branch.finished_ns : 0)
        .Bind(number)
        .Run();
  }
  SqliteStatement(connection_,
                  "REPLACE INTO workflow_branches (run, path, step, state, data, visits, attempts, started_ns, "
                  "finished_ns, wake_ns, retries, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .Bind(number)
      .Bind(branch.path)
      .Bind(branch.step)
      .Bind(WorkflowStateName(branch.state))
      .Bind(branch.data)
      .Bind(branch.visits)
      .Bind(int64_t{branch.attempts})
      .Bind(branch.started_ns)
      .Bind(branch.finished_ns)
      .Bind(branch.wake_ns)
      .Bind(branch.retries)
      .Bind(branch.error)
      .Run();
  if (attempt != nullptr) SaveAttempt(number, *attempt);
  transaction.Commit();
}

void SqliteWorkflows::SaveAttempt(int64_t number, const WorkflowAttempt& attempt) {
  SqliteStatement(
      connection_,
      "REPLACE INTO workflow_attempts (run, path, visit, retries, attempt, step, outcome, started_ns, finished_ns, "
      "error, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .Bind(number)
      .Bind(attempt.path)
      .Bind(attempt.visit)
      .Bind(attempt.retries)
      .Bind(int64_t{attempt.attempt})
      .Bind(attempt.step)
      .Bind(AttemptOutcomeName(attempt.outcome))
      .Bind(attempt.started_ns)
      .Bind(attempt.finished_ns)
      .Bind(attempt.error)
      .Bind(attempt.report)
      .Run();
}

void SqliteWorkflows::ForgetBranches(std::string_view run_id, std::string_view prefix, const LeaseRef& lease) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(lease.name, lease.fence);
  SqliteStatement(connection_, "DELETE FROM workflow_branches WHERE run = ? AND substr(path, 1, ?) = ?")
      .Bind(NumberOf(run_id))
      .Bind(static_cast<int64_t>(prefix.size()))
      .Bind(prefix)
      .Run();
  transaction.Commit();
}

bool SqliteWorkflows::RetryParked(std::string_view id) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_,
                  "UPDATE workflow_runs SET state = 'waiting', retries = retries + 1 WHERE id = ? AND state = 'parked'")
      .Bind(id)
      .Run();
  const bool retried = connection_.Changes() == 1;
  transaction.Commit();
  return retried;
}

std::optional<WorkflowRun> SqliteWorkflows::Find(std::string_view id) {
  SqliteStatement rows(connection_, std::string(kRunColumns) + "WHERE id = ?");
  std::vector<WorkflowRun> runs = RunsOf(rows.Bind(id));
  if (runs.empty()) return std::nullopt;
  return std::move(runs[0]);
}

std::vector<WorkflowRun> SqliteWorkflows::Unfinished(std::string_view workflow, size_t limit) {
  SqliteStatement rows(connection_, std::string(kRunColumns) +
                                        "WHERE state NOT IN ('done', 'abandoned') AND ? IN ('', workflow) "
                                        "ORDER BY no LIMIT ?");
  return RunsOf(rows.Bind(workflow).Bind(static_cast<int64_t>(limit)));
}

std::vector<WorkflowRun> SqliteWorkflows::Recent(std::string_view workflow, size_t limit, size_t offset) {
  SqliteStatement rows(connection_,
                       std::string(kRunColumns) + "WHERE ? IN ('', workflow) ORDER BY no DESC LIMIT ? OFFSET ?");
  return RunsOf(rows.Bind(workflow).Bind(static_cast<int64_t>(limit)).Bind(static_cast<int64_t>(offset)));
}

uint64_t SqliteWorkflows::Count(std::string_view workflow) {
  SqliteStatement row(connection_, "SELECT count(*) FROM workflow_runs WHERE ? IN ('', workflow)");
  row.Bind(workflow).Step();
  return static_cast<uint64_t>(row.Number(0));
}

std::vector<WorkflowBranch> SqliteWorkflows::Branches(std::string_view run_id) {
  std::vector<WorkflowBranch> branches;
  SqliteStatement rows(connection_,
                       "SELECT path, step, b.state, data, visits, attempts, b.started_ns, b.finished_ns, wake_ns, "
                       "b.retries, error FROM workflow_branches b JOIN workflow_runs r ON no = run WHERE id = ? "
                       "ORDER BY path");
  rows.Bind(run_id);
  while (rows.Step()) {
    branches.push_back({.path = std::string(rows.Text(0)),
                        .step = std::string(rows.Text(1)),
                        .state = NamedValue<WorkflowState>(kWorkflowStateNames, rows.Text(2)),
                        .data = std::string(rows.Text(3)),
                        .visits = rows.Number(4),
                        .attempts = static_cast<int>(rows.Number(5)),
                        .started_ns = rows.Number(6),
                        .finished_ns = rows.Number(7),
                        .wake_ns = rows.Number(8),
                        .retries = rows.Number(9),
                        .error = std::string(rows.Text(10))});
  }
  return branches;
}

std::vector<WorkflowAttempt> SqliteWorkflows::Attempts(std::string_view run_id, size_t limit) {
  std::vector<WorkflowAttempt> attempts;
  SqliteStatement rows(connection_, std::string("SELECT ") + kAttemptColumns +
                                        " FROM workflow_attempts a JOIN workflow_runs r ON no = run WHERE id = ? "
                                        "ORDER BY a.started_ns DESC, path DESC, visit DESC, a.retries DESC, attempt "
                                        "DESC LIMIT ?");
  rows.Bind(run_id).Bind(static_cast<int64_t>(limit));
  while (rows.Step()) attempts.push_back(AttemptOf(rows));
  return attempts;
}

std::vector<AttemptOfWorkflow> SqliteWorkflows::AttemptsBegunIn(int64_t from_ns, int64_t to_ns, size_t limit) {
  std::vector<AttemptOfWorkflow> attempts;
  SqliteStatement rows(connection_, std::string("SELECT ") + kAttemptColumns +
                                        ", workflow FROM workflow_attempts a JOIN workflow_runs r ON no = run WHERE "
                                        "a.started_ns >= ? AND a.started_ns < ? ORDER BY a.started_ns DESC LIMIT ?");
  rows.Bind(from_ns).Bind(to_ns).Bind(static_cast<int64_t>(limit));
  while (rows.Step()) attempts.push_back({.workflow = std::string(rows.Text(10)), .attempt = AttemptOf(rows)});
  return attempts;
}

size_t SqliteWorkflows::Prune(int64_t before_ns, size_t limit) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_,
                  "DELETE FROM workflow_attempts WHERE (run, path, visit, retries, attempt) IN (SELECT run, path, "
                  "visit, retries, attempt FROM workflow_attempts WHERE started_ns < ? ORDER BY started_ns LIMIT ?)")
      .Bind(before_ns)
      .Bind(static_cast<int64_t>(limit))
      .Run();
  auto removed = static_cast<size_t>(connection_.Changes());
  std::vector<int64_t> ended;
  SqliteStatement rows(connection_,
                       "SELECT no FROM workflow_runs r WHERE state IN ('done', 'abandoned') AND finished_ns < ? AND "
                       "NOT EXISTS (SELECT 1 FROM workflow_attempts WHERE run = no) ORDER BY no LIMIT ?");
  rows.Bind(before_ns).Bind(static_cast<int64_t>(limit - removed));
  while (rows.Step()) ended.push_back(rows.Number(0));
  for (const int64_t number : ended) {
    for (const char* sql : {"DELETE FROM workflow_branches WHERE run = ?", "DELETE FROM workflow_runs WHERE no = ?"}) {
      SqliteStatement(connection_, sql).Bind(number).Run();
    }
  }
  removed += ended.size();
  transaction.Commit();
  return removed;
}

}  // namespace millrace
