#include "lake/lake_files.h"

#include <utility>

namespace millrace {

std::vector<CommittedFile> ListLakeFiles(FileSystem& files, std::string_view lake, std::string_view project,
                                         TableId table,
                                         const std::function<bool(std::string_view job_id)>& accept_job) {
  const std::string root = TableFolder(lake, project, table);
  std::vector<CommittedFile> committed;
  for (FileInfo& file : files.List(root)) {
    const std::string_view below = std::string_view(file.path).substr(root.size() + 1);
    const size_t slash = below.rfind('/');
    if (slash == std::string_view::npos) continue;
    const auto job_id = JobOfFileName(below.substr(slash + 1));
    auto partition = ParsePartitionFolder(below.substr(0, slash));
    if (!job_id || !partition || (accept_job && !accept_job(*job_id))) continue;
    CommittedFile& found = committed.emplace_back();
    found.job_id = *job_id;
    found.partition = *std::move(partition);
    found.file = std::move(file);
  }
  return committed;
}

}  // namespace millrace
