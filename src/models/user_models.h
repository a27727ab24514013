// The models of a project's own: files NAME.sql in `models.folder`, where a dialect needs another text NAME.DIALECT.sql
// (docs/how-to/write-a-model.md). They join the models of the program. Thread-safe.
#pragma once

#include <string>

#include "storage/file_system.h"
#include "warehouse/sql_models.h"

namespace millrace {

// All models of a dialect, with those of the folder; an empty name or a missing folder: only those of the program.
// Files that are no models, or no model that a user can have, are left out, with file and line, and so is what reads
// them. A user can have views, work relations, and tables that a SELECT computes day by day.
SqlModels ModelsWith(FileSystem& files, const std::string& folder, Dialect dialect);

}  // namespace millrace
