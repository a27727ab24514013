// Workflows in the SQLite ledger.
#pragma once

#include <string_view>
#include <vector>

#include "ledger/sqlite.h"
#include "ledger/workflows.h"

namespace millrace {

class SqliteWorkflows : public WorkflowStore {
 public:
  explicit SqliteWorkflows(SqliteConnection& connection) : connection_(connection) {}

  void Save(const WorkflowRun& run, int64_t fence) override;
  bool RetryParked(std::string_view id) override;
  std::vector<WorkflowRun> Recent(std::string_view workflow, size_t limit) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
