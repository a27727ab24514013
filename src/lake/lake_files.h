// The committed files of a table, for readers: what lies below the table's folder, each with its job and its partition.
// Files that are not named as the lake names them (markers, somebody else's) are passed over.
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
