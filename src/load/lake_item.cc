#include "load/lake_item.h"

#include "lake/partition_path.h"
#include "schema/table.h"

namespace millrace {
namespace {

// The part of a path that names the partition, whatever stands before and behind it.
std::optional<Partition> FindPartition(std::string_view folders) {
  constexpr std::string_view kFirst = "partition_app=";
  for (size_t begin = 0; begin < folders.size();) {
    if (folders.substr(begin).starts_with(kFirst)) {
      size_t end = begin;
      for (size_t level = 0; level < kPartitionColumns.size() && end != std::string_view::npos; ++level) {
        end = folders.find('/', end + (level > 0 ? 1 : 0));
      }
      auto partition = ParsePartitionFolder(folders.substr(begin, end - begin));
      // Years of 4 digits, months and days of 2.
      if (partition && PartitionFolder(*partition) == folders.substr(begin, end - begin)) return partition;
    }
    const size_t slash = folders.find('/', begin);
    if (slash == std::string_view::npos) return std::nullopt;
    begin = slash + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<LoadItem> LakeItemOf(std::string_view project, std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || !path.starts_with(project) || path.size() <= project.size() ||
      path[project.size()] != '/') {
    return std::nullopt;
  }
  const std::string_view name = path.substr(slash + 1);
  if (!name.ends_with(".parquet") || name.starts_with('.') || name.starts_with('_')) return std::nullopt;
  std::string_view folders = path.substr(0, slash);
  folders.remove_prefix(project.size() + 1);
  const size_t end = folders.find('/');
  if (end == std::string_view::npos) return std::nullopt;
  const auto table = FindTable(folders.substr(0, end));
  if (!table || *table == TableId::kReject) return std::nullopt;
  const auto partition = FindPartition(folders.substr(end + 1));
  if (!partition) return std::nullopt;
  LoadItem item;
  item.path = path;
  item.table = TableOf(*table).name;
  item.app = partition->app;
  return item;
}

std::vector<std::string> PathsOf(const std::vector<LoadItem>& items) {
  std::vector<std::string> paths;
  paths.reserve(items.size());
  for (const LoadItem& item : items) paths.push_back(item.path);
  return paths;
}

}  // namespace millrace
