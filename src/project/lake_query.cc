#include "project/lake_query.h"

#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/store_address.h"
#include "project/known_places.h"
#include "project/lake_copy.h"

namespace millrace {
namespace {

constexpr int kCopyAttempts = 3;

std::unique_ptr<Connection> OpenDatabase(const Config& config, const SpillFolder& spill) {
  WarehouseOptions options;
  options.uri = "duckdb:";
  options.threads = config.processing.threads;
  // Complete results are kept in memory, so a query may use more than the workers of a run: no limit of ours.
  options.temporary_folder = spill.path();
  return OpenWarehouse(options)->Connect();
}

// The files of the lake; for a lake in a store, their local copies.
LakeComparison ReadableLake(Project& project, Ledger& ledger, bool partial) {
  const Config& config = project.config();
  for (int attempt = 1;; ++attempt) {
    LakeComparison lake = CompareLake(project.files(), ledger, config.lake, config.project);
    if (!lake.lost.empty() && !partial) {
      throw SystemError(
          LostFilesText(lake.lost) +
          "; `millrace process --again --lost` reads their raw files again, --partial uses the remaining files");
    }
    try {
      if (IsStoreAddress(config.lake)) CopyLakeFiles(project.files(), config.lake, LakeCopyFolder(config), lake.files);
      return lake;
    } catch (const SystemError&) {
      // If the query failed because a file was retired meanwhile, it is repeated without that file; any other error
      // occurs again.
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

LakeQuery::LakeQuery(Project& project, bool partial)
    : project_(project),
      partial_(partial),
      spill_(TemporaryFolder()),
      database_(OpenDatabase(project.config(), spill_)) {
  if (!Refresh()) CreateViews();
}

bool LakeQuery::Refresh() {
  const auto ledger = project_.OpenLedgerToRead();
  CheckLakePlace(project_, *ledger);
  LakeComparison lake = ReadableLake(project_, *ledger, partial_);
  lost_ = std::move(lake.lost);
  LakeFiles files;
  for (const Table& table : AllTables()) {
    for (const CommittedFile& each : lake.files[static_cast<size_t>(table.id)]) {
      files[table.id].push_back(each.file.path);
    }
  }
  if (files == files_) return false;
  files_ = std::move(files);
  CreateViews();
  return true;
}

void LakeQuery::CreateViews() {
  for (const std::string& statement : LakeViewStatements(files_)) database_->Execute(statement);
}

void LakeQuery::Run(const std::string& sql, const OnColumns& begin, const OnBatch& rows, const std::stop_token& stop) {
  bool begun = false;
  const auto note_begin = [&](const std::vector<ResultColumn>& columns) {
    begun = true;
    begin(columns);
  };
  AskUntilLakeStands([&] { RunTextQuery(*database_, sql, ResultDelivery::kComplete, note_begin, rows, stop); }, begun);
}

void LakeQuery::WriteParquet(const std::string& sql, const std::string& path, const std::stop_token& stop) {
  const bool begun = false;
  AskUntilLakeStands([&] { millrace::WriteParquet(*database_, sql, path, stop); }, begun);
}

void LakeQuery::AskUntilLakeStands(const std::function<void()>& ask, const bool& begun) {
  while (true) {
    try {
      ask();
      return;
    } catch (const UserError&) {
      if (begun || !Refresh()) throw;
    }
  }
}

}  // namespace millrace
