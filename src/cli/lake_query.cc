#include "cli/lake_query.h"

#include <algorithm>
#include <filesystem>

#include "cli/lake_copy.h"
#include "core/store_address.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/lake_view.h"
#include "storage/all_file_systems.h"
#include "warehouse/lake_views.h"

namespace millrace {
namespace {

Database::Options OptionsOf(const Config& config) {
  // Whole results are kept in memory, so that a query may take more than a run's workers.
  return {.threads = config.processing.threads,
          .memory_bytes = 0,
          .temporary_folder = (std::filesystem::temp_directory_path() / "millrace-query").string()};
}

}  // namespace

LakeQuery::LakeQuery(const Config& config) : database_(OptionsOf(config)) {
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
  AllFileSystems stores(config);
  auto committed = CommittedFiles(stores, *ledger, config.lake, config.project, tables);
  if (IsStoreAddress(config.lake)) CopyLakeFiles(stores, config.lake, LakeCopyFolder(config), committed);
  LakeFiles files;
  for (size_t i = 0; i < tables.size(); ++i) {
    for (const CommittedFile& each : committed[i]) files[tables[i]].push_back(each.file.path);
  }
  CreateLakeViews(database_, files);
}

void LakeQuery::Print(const std::string& sql, const TableStyle& style) {
  std::vector<std::string> names;
  std::vector<std::vector<Cell>> all;
  TableStyle part = style;
  database_.Query(
      sql,
      [&](const std::vector<ResultColumn>& columns) {
        for (const ResultColumn& column : columns) names.push_back(column.name);
        if (style.format == OutputFormat::kCsv) PrintToStdout(RenderTable(names, {}, style));
        part.header = false;
      },
      [&](const std::vector<std::vector<Cell>>& rows) {
        if (style.format != OutputFormat::kTable) {
          PrintToStdout(RenderTable(names, rows, part));
        } else {
          all.insert(all.end(), rows.begin(), rows.end());
        }
      });
  if (style.format == OutputFormat::kTable && !names.empty()) PrintToStdout(RenderTable(names, all, style));
}

}  // namespace millrace
