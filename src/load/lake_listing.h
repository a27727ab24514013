// The files of the four tables that lie in the lake now, whoever wrote them.
#pragma once

#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "storage/file_system.h"

namespace millrace {

// By LakeItemOf, in state new, with size and version; `registered_ns` is the modified time, or now where it is unknown
// or later. Without the files of jobs that are not committed. Files that a job has retired may still be among them.
std::vector<LoadItem> ListLakeItems(FileSystem& files, Ledger& ledger, const std::string& lake,
                                    const std::string& project);

// The version of a listed file as notices write it.
std::string ETagOf(const FileInfo& file);

}  // namespace millrace
