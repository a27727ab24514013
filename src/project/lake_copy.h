// The embedded engine reads local files only, so `query` keeps a local copy of a lake in an object store. Lake files
// never change, so each is fetched once. Copies of files that are no longer part of the lake are deleted.
#pragma once

#include <string>
#include <vector>

#include "core/config.h"
#include "lake/lake_files.h"
#include "storage/file_system.h"

namespace millrace {

// `<state>/<project>.lake`
std::string LakeCopyFolder(const Config& config);

// Fetches the missing files into `folder` and replaces the paths in `tables` by those of the copies. Throws
// SystemError.
void CopyLakeFiles(FileSystem& stores, const std::string& lake, const std::string& folder,
                   std::vector<std::vector<CommittedFile>>& tables);

// Removes the copy, if there is one, so that erased data does not survive in it.
void DropLakeCopy(const Config& config);

}  // namespace millrace
