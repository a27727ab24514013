// The common parts of jobs that rewrite the lake: their environment, and the files that they retire.
#pragma once

#include <vector>

#include "lake/lake_files.h"
#include "pipeline/job_place.h"
#include "pipeline/lake_view.h"

namespace millrace {

// Rows are copied unchanged: privacy rules were applied when they were written.
inline JobPlace PlaceOfCopies(FileSystem& files, Ledger& ledger, const HeldLease& lease,
                              const PipelineOptions& options) {
  JobPlace place = PlaceOf(files, ledger, lease, options);
  place.privacy = nullptr;
  return place;
}

inline RetiredFile RetiredFileOf(const PipelineOptions& options, TableId table, const CommittedFile& file) {
  return {.path = BelowLake(options.lake, file.file.path),
          .table = std::string(TableOf(table).name),
          .bytes = file.file.size};
}

inline std::vector<TableId> TablesOrAll(const std::vector<TableId>& tables) {
  if (!tables.empty()) return tables;
  std::vector<TableId> all;
  for (const Table& table : AllTables()) all.push_back(table.id);
  return all;
}

}  // namespace millrace
