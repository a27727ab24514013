// Lists the committed files of a table, for readers: the files under the table's directory, each with its job and its
// partition. Skips files whose names do not have the form of lake files (markers, files of others). Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lake/partition_path.h"
#include "storage/file_system.h"

namespace millrace {

struct CommittedFile {
  FileInfo file;
  std::string job_id;
  Partition partition;  // the values in the path, unescaped
};

// Sorted by path. `accept_job` may be empty: every job. Throws SystemError.
std::vector<CommittedFile> ListLakeFiles(FileSystem& files, std::string_view lake, std::string_view project,
                                         TableId table, const std::function<bool(std::string_view job_id)>& accept_job);

}  // namespace millrace
