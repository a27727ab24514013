// Workflows in the SQLite ledger.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/sqlite.h"
#include "ledger/workflows.h"

namespace millrace {

class SqliteWorkflows : public WorkflowStore {
 public:
  explicit SqliteWorkflows(SqliteConnection& connection) : connection_(connection) {}

  bool Add(const WorkflowRun& run) override;
  std::string Ask(const WorkflowRun& run) override;
  void Save(std::string_view run_id, const WorkflowBranch& branch, const WorkflowAttempt* attempt,
            const LeaseRef& lease) override;
  void ForgetBranches(std::string_view run_id, std::string_view prefix, const LeaseRef& lease) override;
  bool RetryParked(std::string_view id) override;
  std::optional<WorkflowRun> Find(std::string_view id) override;
  std::vector<WorkflowRun> Unfinished(std::string_view workflow, size_t limit) override;
  std::vector<WorkflowRun> Recent(std::string_view workflow, size_t limit, size_t offset) override;
  uint64_t Count(std::string_view workflow) override;
  std::vector<WorkflowBranch> Branches(std::string_view run_id) override;
  std::vector<WorkflowAttempt> Attempts(std::string_view run_id, size_t limit) override;
  std::vector<AttemptOfWorkflow> AttemptsBegunIn(int64_t from_ns, int64_t to_ns, size_t limit) override;
  size_t Prune(int64_t before_ns, size_t limit) override;

 private:
  int64_t NumberOf(std::string_view id);
  bool Insert(const WorkflowRun& run);
  void SaveAttempt(int64_t number, const WorkflowAttempt& attempt);

  SqliteConnection& connection_;
};

}  // namespace millrace
