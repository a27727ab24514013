#include <string>
#include <utility>

#include "core/one_line.h"
#include "core/sql_text.h"
#include "project/app_models.h"
#include "project/checks.h"
#include "project/project_warehouse.h"
#include "project/warehouse_apps.h"

namespace millrace {
namespace {

// Objects that could not be made, and tables that have days which could not be built.
std::vector<std::pair<std::string, FailedModel>> FailuresIn(Connection& warehouse,
                                                            const std::vector<AppSettings>& apps) {
  std::vector<std::pair<std::string, FailedModel>> failures;
  for (const AppSettings& app : apps) {
    const SchemaState state = ReadSchemaState(warehouse, app.schema);
    for (const auto& [name, version] : state.versions) {
      if (version.status == SchemaStatus::kFailed) failures.emplace_back(app.app, FailedModel{name, version.error});
    }
    const std::string status = "refresh_mv_sp_status";
    if (!state.relations.contains(status)) continue;
    const ResultRows rows = warehouse.QueryRows(
        "SELECT refresh_name, max(error) FROM " + SqlName(app.schema) + "." + status +
        " WHERE state = 'failed' AND error IS NOT NULL GROUP BY refresh_name ORDER BY refresh_name");
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      failures.emplace_back(app.app, FailedModel{rows.Text(row, 0), rows.Text(row, 1)});
    }
  }
  return failures;
}

}  // namespace

std::vector<Finding> CheckModels(Project& project) {
  if (!HasWarehouse(project.config())) return {};
  std::vector<Finding> findings;
  const auto add = [&](std::string what) {
    findings.push_back(
        {Health::kWarning, "models", std::move(what), "repair it; the other models are built meanwhile"});
  };
  const SqlModels models = ModelsOf(project);
  for (const FailedModel& file : models.left_out()) add(OneLine(file.error));
  if (IsWarehouseFileMissing(project.config())) return findings;
  const auto ledger = project.OpenLedgerToRead();
  if (ledger->load_items().Apps().empty()) return findings;
  const auto warehouse = OpenProjectWarehouseToRead(project);
  const auto connection = warehouse->Connect();
  std::vector<std::pair<std::string, FailedModel>> failures = FailuresIn(*connection, AppsOf(project, *ledger, {}));
  std::erase_if(failures, [&](const auto& failure) { return models.IsLeftOut(failure.second.model); });
  for (std::string& line : FailureLines(failures)) add(std::move(line));
  return findings;
}

}  // namespace millrace
