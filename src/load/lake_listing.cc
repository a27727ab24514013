#include "load/lake_listing.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "load/lake_item.h"

#include "lake/partition_path.h"
#include "pipeline/job_id.h"
#include "pipeline/lake_view.h"
#include "schema/table.h"

namespace millrace {

std::vector<LoadItem> ListLakeItems(FileSystem& files, Ledger& ledger, const std::string& lake,
                                    const std::string& project) {
  std::vector<LoadItem> found;
  const int64_t now = WallClockNs();
  const auto uncommitted = ledger.jobs().Uncommitted();
  for (const Table& table : AllTables()) {
    if (table.id == TableId::kReject) continue;
    for (const FileInfo& file : files.List(TableFolder(lake, project, table.id))) {
      auto item = LakeItemOf(project, BelowLake(lake, file.path));
      if (!item) continue;
      const auto job = JobOfFileName(std::string_view(file.path).substr(file.path.rfind('/') + 1));
      if (job && uncommitted.contains(std::string(*job))) continue;
      item->bytes = file.size;
      item->version = ETagOf(file);
      item->registered_ns = file.modified_ns > 0 ? std::min(file.modified_ns, now) : now;
      found.push_back(*std::move(item));
    }
  }
  return found;
}

std::string ETagOf(const FileInfo& file) {
  std::string_view tag = file.version;
  if (tag.size() >= 2 && tag.starts_with('"') && tag.ends_with('"')) tag = tag.substr(1, tag.size() - 2);
  return std::string(tag);
}

}  // namespace millrace
