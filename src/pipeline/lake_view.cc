#include "pipeline/lake_view.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/quantity.h"

namespace millrace {
namespace {

// A snapshot that changes whenever a job starts or ends.
struct Moment {
  std::unordered_set<std::string> uncommitted;
  std::string newest_job;
  std::unordered_set<std::string> retired;  // paths below the lake
  bool operator==(const Moment&) const = default;
};

Moment MomentOf(Ledger& ledger) {
  Moment moment{.uncommitted = ledger.jobs().Uncommitted(), .newest_job = {}, .retired = ledger.outputs().Retired()};
  for (LedgerJob& job : ledger.jobs().Recent(1)) moment.newest_job = std::move(job.id);
  return moment;
}

}  // namespace

std::string BelowLake(const std::string& lake, const std::string& path) {
  const size_t prefix = lake.ends_with('/') ? lake.size() : lake.size() + 1;
  MILLRACE_CHECK(path.starts_with(lake) && path.size() > prefix && path[prefix - 1] == '/');
  return path.substr(prefix);
}

std::vector<std::vector<CommittedFile>> CommittedFiles(FileSystem& files, Ledger& ledger, const std::string& lake,
                                                       const std::string& project, std::span<const TableId> tables) {
  std::vector<std::vector<CommittedFile>> lists(tables.size());
  // If a job commits between the listing and the ledger query, perhaps only some of its files were listed. So repeat
  // until nothing has changed in between.
  Moment before = MomentOf(ledger);
  while (true) {
    const auto is_committed = [&](std::string_view job) { return !before.uncommitted.contains(std::string(job)); };
    for (size_t i = 0; i < tables.size(); ++i) {
      lists[i] = ListLakeFiles(files, lake, project, tables[i], is_committed);
      std::erase_if(lists[i], [&](const CommittedFile& file) {
        return before.retired.contains(BelowLake(lake, file.file.path));
      });
    }
    Moment after = MomentOf(ledger);
    if (before == after) return lists;
    before = std::move(after);
  }
}

std::string LostFilesText(const std::vector<LostFile>& lost) {
  return FormatCount(lost.size()) + (lost.size() == 1 ? " lake file is" : " lake files are") +
         " missing or changed, the first: " + lost.front().output.final_path;
}

LakeComparison CompareLake(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project) {
  // Read the expected files first and the retired files last, so that a job that commits in between does not make files
  // appear lost.
  std::vector<LostFile> expected;
  for (const LedgerJob& job : ledger.jobs().Recent(kAllJobs)) {
    if (job.state != JobState::kCommitted) continue;
    for (LedgerOutput& output : ledger.outputs().OfJob(job.id)) expected.push_back({job.id, std::move(output)});
  }
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  LakeComparison result{.files = CommittedFiles(files, ledger, lake, project, tables), .known = 0, .lost = {}};
  std::unordered_map<std::string, uint64_t> present;
  for (const auto& list : result.files) {
    for (const CommittedFile& file : list) present.emplace(BelowLake(lake, file.file.path), file.file.size);
  }
  const auto retired = ledger.outputs().AllRetired();
  for (LostFile& each : expected) {
    if (retired.contains(each.output.final_path)) continue;
    ++result.known;
    const auto file = present.find(each.output.final_path);
    if (file == present.end() || file->second != each.output.bytes) result.lost.push_back(std::move(each));
  }
  return result;
}

std::vector<LostFile> CheckNextFiles(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                                     size_t limit) {
  const std::string prefix = lake + (lake.ends_with('/') ? "" : "/");
  std::vector<LostFile> lost = ledger.outputs().NextToCheck(limit, fence);
  std::erase_if(lost, [&](const LostFile& each) {
    const auto found = files.Stat(prefix + each.output.final_path);
    return found && found->size == each.output.bytes;
  });
  return lost;
}

}  // namespace millrace
