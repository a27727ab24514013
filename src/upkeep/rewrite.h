// What the jobs that rewrite the lake share: where they work, how they begin, and the files that they take out.
#pragma once

#include <vector>

#include "lake/lake_files.h"
#include "pipeline/job.h"
#include "pipeline/lake_view.h"
#include "pipeline/process_job.h"
#include "pipeline/publish.h"
#include "pipeline/state_backup.h"

namespace millrace {

// Rows are copied as they are: privacy rules were applied when they were written.
inline JobPlace PlaceOf(FileSystem& files, Ledger& ledger, const PipelineOptions& options) {
  return {.files = files,
          .ledger = ledger,
          .lake = options.lake,
          .project = options.project,
          .writer = options.writer,
          .state = {.state = options.state, .project = options.project, .backup = options.state_backup},
          .privacy = nullptr};
}

// What a crash left, finished or undone. The caller holds the project's lock. Returns how many jobs that were.
inline uint64_t Recover(const JobPlace& place, const PipelineOptions& options) {
  return RecoverJobs(place.files, place.ledger, options.raw, place.lake, place.project,
                     [&] { BackUpState(place.files, place.ledger, place.state); });
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
