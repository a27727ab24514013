#include "load/retired_keys.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "load/batch_files.h"
#include "load/lake_stage.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/one_line.h"
#include "core/sql_text.h"
#include "lake/partition_path.h"
#include "storage/read_whole.h"
#include "warehouse/ddl.h"
#include "warehouse/sql_models.h"
#include "warehouse/sql_parameters.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

// Schemas of the embedded DuckDB: what was retired, and what stands in its place.
constexpr std::string_view kGone = "gone";
constexpr std::string_view kLeft = "left_over";
constexpr std::string_view kKeysSuffix = ".parquet";
constexpr std::string_view kFailureSuffix = ".failed";

using PathsByApp = std::map<std::string, std::vector<std::string>>;

std::string AppOfPath(std::string_view path) {
  // The file lies below <project>/<table>/.
  for (int level = 0; level < 2; ++level) path.remove_prefix(std::min(path.size(), path.find('/') + 1));
  const auto partition = ParsePartitionFolder(path.substr(0, path.rfind('/')));
  return partition ? partition->app : "";
}

std::string FailureOf(std::string_view keys_path) {
  keys_path.remove_suffix(kKeysSuffix.size());
  return std::string(keys_path).append(kFailureSuffix);
}

void WriteDurably(FileSystem& files, const std::string& path, std::string_view content) {
  const std::string complete = path + ".new";
  const auto file = files.Create(complete);
  file->Write(content.data(), content.size());
  file->Sync();
  file->Close();
  files.Rename(complete, path);
  files.SyncDirectory(path.substr(0, path.rfind('/')));
}

// What FailureOf a file of keys says.
void ReadFailure(FileSystem& files, const std::string& path, RetiredKeys& keys) {
  simdjson::dom::parser parser;
  simdjson::dom::element failure;
  std::string_view app;
  std::string_view error;
  const bool is_read = parser.parse(ReadWhole(files, path)).get(failure) == simdjson::SUCCESS;
  if (is_read && failure["app"].get(app) == simdjson::SUCCESS) keys.app = app;
  if (is_read && failure["error"].get(error) == simdjson::SUCCESS) keys.error = error;
  if (keys.error.empty()) keys.error = "unknown reason";
}

bool MayChangeRows(JobKind kind) {
  return kind != JobKind::kCompact && kind != JobKind::kExpire;
}

bool IsAnythingLoaded(LoadItemStore& items) {
  return std::ranges::any_of(items.Counts(), [](const LoadItemCounts& counts) {
    return counts.files[static_cast<size_t>(LoadState::kLoaded)] > 0 ||
           counts.files[static_cast<size_t>(LoadState::kClaimed)] > 0;
  });
}

class KeyWriter {
 public:
  KeyWriter(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& folder,
            const std::string& temporary_folder)
      : files_(files), ledger_(ledger), lake_(lake), folder_(folder), temporary_folder_(temporary_folder) {}

  void Keep(const LedgerJob& job) {
    for (const TableId table : kLoadedTables) {
      const std::string_view name = TableOf(table).name;
      const PathsByApp gone = Retired(job, name);
      if (gone.empty()) continue;
      const PathsByApp left = Published(job, name);
      int number = 0;
      for (const auto& [app, paths] : gone) {
        const std::string path = folder_ + "/" + job.id + "-" + std::string(name) + "-" + std::to_string(number++) +
                                 std::string(kKeysSuffix);
        if (files_.Stat(path) || files_.Stat(FailureOf(path))) continue;
        const auto found = left.find(app);
        Write(table, app, paths, found == left.end() ? std::vector<std::string>() : found->second, path);
      }
    }
  }

 private:
  PathsByApp Retired(const LedgerJob& job, std::string_view table) {
    PathsByApp paths;
    for (const RetiredFile& file : ledger_.outputs().RetiredBy(job.id)) {
      if (file.table != table || !files_.Stat(lake_ + "/" + file.path)) continue;
      const auto item = ledger_.load_items().Find(file.path);
      // What never was loaded, and cannot be read.
      if (item && item->state == LoadState::kFailed) continue;
      paths[AppOfPath(file.path)].push_back(file.path);
    }
    return paths;
  }

  PathsByApp Published(const LedgerJob& job, std::string_view table) {
    PathsByApp paths;
    for (const LedgerOutput& file : ledger_.outputs().OfJob(job.id)) {
      if (file.table == table) paths[AppOfPath(file.final_path)].push_back(file.final_path);
    }
    return paths;
  }

  Connection& Reader() {
    if (!reader_) {
      warehouse_ = OpenEmbedded(temporary_folder_);
      reader_ = warehouse_->Connect();
      for (const std::string_view schema : {kGone, kLeft}) reader_->Execute("CREATE SCHEMA " + SqlName(schema));
    }
    return *reader_;
  }

  void CreateViews(std::string_view schema, TableId table, const std::vector<std::string>& paths) {
    SqlParameters parameters;
    parameters.SetSchema(schema)
        .SetTexts("files", paths)
        .SetSql("expiry_cut", "TIMESTAMP '-infinity'")
        .SetSql("wanted", "TRUE")
        .SetSql("sorted_keys", "FALSE");
    for (const char* const layer : {"lake_", "stage_"}) {
      const ModelFile& view = models_.Get(layer + std::string(TableOf(table).name));
      Reader().Execute("CREATE OR REPLACE VIEW " + SqlName(schema) + "." + SqlName(view.name) + " AS " +
                       parameters.Render(view));
    }
  }

  void Write(TableId table, const std::string& app, const std::vector<std::string>& gone,
             const std::vector<std::string>& left, const std::string& path) {
    BatchFiles gone_files(files_, lake_, temporary_folder_, gone);
    BatchFiles left_files(files_, lake_, temporary_folder_, left);
    MakeDurableFolder(files_, folder_);
    const std::string partial = path + ".partial";
    try {
      gone_files.Read([&](const std::vector<std::string>& gone_paths) {
        left_files.Read([&](const std::vector<std::string>& left_paths) {
          WriteKeys(table, app, gone_paths, left_paths, partial);
        });
      });
    } catch (const UserError& error) {
      LogWarning("rows of " + gone.front() + " cannot be told to the warehouse: " + error.what());
      const std::string what = gone.front() + " could not be read: " + OneLine(error.what());
      WriteDurably(files_, FailureOf(path), JsonObject().Field("app", app).Field("error", what).Finish());
      files_.RemoveAll(partial);
      return;
    }
    // What the engine wrote is small, and perhaps not on the disk yet.
    WriteDurably(files_, path, ReadWhole(files_, partial));
    files_.RemoveAll(partial);
  }

  void WriteKeys(TableId table, const std::string& app, const std::vector<std::string>& gone,
                 const std::vector<std::string>& left, const std::string& path) {
    const std::string stage = SqlName("stage_" + std::string(TableOf(table).name));
    CreateViews(kGone, table, gone);
    std::string rows = "SELECT * FROM " + SqlName(kGone) + "." + stage;
    if (!left.empty()) {
      CreateViews(kLeft, table, left);
      rows += " EXCEPT ALL SELECT * FROM " + SqlName(kLeft) + "." + stage;
    }
    std::string keys;
    for (const std::string& key : LoadedTable(table).key) keys += SqlName(key) + ", ";
    Reader().Execute("COPY (SELECT DISTINCT " + keys + SqlText(app) + " AS app FROM (" + rows + ") AS gone) TO " +
                     SqlText(path) + " (FORMAT parquet)");
  }

  FileSystem& files_;
  Ledger& ledger_;
  const std::string& lake_;
  const std::string& folder_;
  const std::string& temporary_folder_;
  const SqlModels models_ = SqlModels::BuiltIn(Dialect::kDuckDb);
  std::shared_ptr<Warehouse> warehouse_;
  std::unique_ptr<Connection> reader_;
};

}  // namespace

std::string RetiredKeysFolder(const std::string& state, const std::string& project) {
  return state + "/" + project + ".retired";
}

void KeepRetiredKeys(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& folder,
                     const std::string& temporary_folder) {
  std::vector<LedgerJob> jobs = ledger.load_items().JobsRetiring();
  std::erase_if(jobs, [](const LedgerJob& job) { return !MayChangeRows(job.kind); });
  if (jobs.empty() || !IsAnythingLoaded(ledger.load_items())) return;
  KeyWriter writer(files, ledger, lake, folder, temporary_folder);
  for (const LedgerJob& job : jobs) writer.Keep(job);
}

std::vector<RetiredKeys> ListRetiredKeys(FileSystem& files, const std::string& folder) {
  std::map<std::string, RetiredKeys> all;  // by path
  for (const FileInfo& file : files.List(folder)) {
    const bool is_failure = file.path.ends_with(kFailureSuffix);
    if (!is_failure && !file.path.ends_with(kKeysSuffix)) continue;
    std::string_view name = std::string_view(file.path).substr(folder.size() + 1);
    name = name.substr(0, name.rfind('-'));
    const size_t dash = name.rfind('-');
    if (dash == std::string_view::npos) continue;
    const auto table = FindTable(name.substr(dash + 1));
    if (!table) continue;
    const std::string path = file.path.substr(0, file.path.rfind('.')).append(kKeysSuffix);
    const auto [found, is_new] = all.try_emplace(path);
    RetiredKeys& keys = found->second;
    if (is_new) keys.are_known = false;
    keys.path = path;
    keys.job_id = name.substr(0, dash);
    keys.table = *table;
    if (is_failure) {
      ReadFailure(files, file.path, keys);
    } else {
      keys.are_known = true;
    }
  }
  std::vector<RetiredKeys> sorted;
  sorted.reserve(all.size());
  for (auto& [path, keys] : all) sorted.push_back(std::move(keys));
  return sorted;
}

void KeepRetirementError(FileSystem& files, const RetiredKeys& keys, const std::string& error) {
  WriteDurably(files, FailureOf(keys.path), JsonObject().Field("error", error).Finish());
}

void ForgetRetiredKeys(FileSystem& files, const RetiredKeys& keys) {
  if (keys.are_known) files.RemoveAll(keys.path);
  if (!keys.error.empty()) files.RemoveAll(FailureOf(keys.path));
  files.SyncDirectory(keys.path.substr(0, keys.path.rfind('/')));
}

}  // namespace millrace
