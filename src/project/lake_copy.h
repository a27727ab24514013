// The embedded engine reads local files only, so `query` keeps a copy of a lake that lies in an object store. Files of
// the lake never change, and each is fetched once; those that are no longer part of the lake are removed.
#pragma once

#include <string>
#include <vector>

#include "core/config.h"
#include "lake/lake_files.h"
#include "storage/file_system.h"

namespace millrace {

// `<state>/<project>.lake`
std::string LakeCopyFolder(const Config& config);

// Fetches what is missing below `folder` and makes the paths in `tables` those of the copies. Throws SystemError.
void CopyLakeFiles(FileSystem& stores, const std::string& lake, const std::string& folder,
                   std::vector<std::vector<CommittedFile>>& tables);

// Removes the copy, if there is one: what was erased must not live on in it.
void DropLakeCopy(const Config& config);

}  // namespace millrace
