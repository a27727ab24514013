#include "cli/lake_query.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "cli/lake_copy.h"
#include "core/error.h"
#include "core/store_address.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/lake_view.h"
#include "storage/all_file_systems.h"
#include "warehouse/lake_views.h"

namespace millrace {
namespace {

constexpr int kCopyAttempts = 3;

Database::Options OptionsOf(const Config& config, const SpillFolder& spill) {
  // Whole results are kept in memory, so that a query may take more than a run's workers.
  return {.threads = config.processing.threads, .memory_bytes = 0, .temporary_folder = spill.path()};
}

// The committed files of a lake in a store, as copies.
std::vector<std::vector<CommittedFile>> CopiedFiles(const Config& config, Ledger& ledger,
                                                    const std::vector<TableId>& tables) {
  AllFileSystems stores(config);
  for (int attempt = 1;; ++attempt) {
    auto committed = CommittedFiles(stores, ledger, config.lake, config.project, tables);
    try {
      if (IsStoreAddress(config.lake)) CopyLakeFiles(stores, config.lake, LakeCopyFolder(config), committed);
      return committed;
    } catch (const SystemError&) {
      // A file that was taken out meanwhile is not asked for again; anything else fails once more.
      if (attempt == kCopyAttempts) throw;
    }
  }
}

// Empty where the user has none.
std::string TemporaryFolder() {
  std::error_code ignored;
  return std::filesystem::temp_directory_path(ignored).string();
}

}  // namespace

LakeQuery::LakeQuery(Config config)
    : config_(std::move(config)), spill_(TemporaryFolder()), database_(OptionsOf(config_, spill_)) {
  if (!Refresh()) CreateLakeViews(database_, files_);
}

bool LakeQuery::Refresh() {
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config_.state, config_.project));
  const auto committed = CopiedFiles(config_, *ledger, tables);
  LakeFiles files;
  for (size_t i = 0; i < tables.size(); ++i) {
    for (const CommittedFile& each : committed[i]) files[tables[i]].push_back(each.file.path);
  }
  if (files == files_) return false;
  files_ = std::move(files);
  CreateLakeViews(database_, files_);
  return true;
}

void LakeQuery::Print(const std::string& sql, const TableStyle& style) {
  std::vector<std::string> names;
  std::vector<std::vector<Cell>> all;
  TableStyle part = style;
  bool begun = false;
  const auto query = [&] {
    database_.Query(
        sql,
        [&](const std::vector<ResultColumn>& columns) {
          begun = true;
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
  };
  while (true) {
    try {
      query();
      break;
    } catch (const UserError&) {
      if (begun || !Refresh()) throw;
    }
  }
  if (style.format == OutputFormat::kTable && !names.empty()) PrintToStdout(RenderTable(names, all, style));
}

}  // namespace millrace
