#include "project/lake_query.h"

#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/store_address.h"
#include "pipeline/lake_view.h"
#include "project/lake_copy.h"

namespace millrace {
namespace {

constexpr int kCopyAttempts = 3;

Database::Options OptionsOf(const Config& config, const SpillFolder& spill) {
  // Whole results are kept in memory, so that a query may take more than a run's workers.
  return {.threads = config.processing.threads, .memory_bytes = 0, .temporary_folder = spill.path()};
}

// The committed files of the lake; those of a store as copies.
std::vector<std::vector<CommittedFile>> ReadableFiles(Project& project, Ledger& ledger,
                                                      const std::vector<TableId>& tables) {
  const Config& config = project.config();
  for (int attempt = 1;; ++attempt) {
    auto committed = CommittedFiles(project.files(), ledger, config.lake, config.project, tables);
    try {
      if (IsStoreAddress(config.lake)) CopyLakeFiles(project.files(), config.lake, LakeCopyFolder(config), committed);
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

LakeQuery::LakeQuery(Project& project)
    : project_(project), spill_(TemporaryFolder()), database_(OptionsOf(project.config(), spill_)) {
  if (!Refresh()) CreateLakeViews(database_, files_);
}

bool LakeQuery::Refresh() {
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto ledger = project_.OpenLedgerToRead();
  const auto committed = ReadableFiles(project_, *ledger, tables);
  LakeFiles files;
  for (size_t i = 0; i < tables.size(); ++i) {
    for (const CommittedFile& each : committed[i]) files[tables[i]].push_back(each.file.path);
  }
  if (files == files_) return false;
  files_ = std::move(files);
  CreateLakeViews(database_, files_);
  return true;
}

void LakeQuery::Run(const std::string& sql, ResultForm form, const Database::OnColumns& begin,
                    const Database::OnBatch& rows, const std::stop_token& stop) {
  bool begun = false;
  const auto note_begin = [&](const std::vector<ResultColumn>& columns) {
    begun = true;
    begin(columns);
  };
  while (true) {
    try {
      database_.Query(sql, form, note_begin, rows, stop);
      return;
    } catch (const UserError&) {
      if (begun || !Refresh()) throw;
    }
  }
}

}  // namespace millrace
