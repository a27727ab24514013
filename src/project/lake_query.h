// SQL queries over the lake of a project: a database with views of its committed files. Used by `query` and `demo`.
//
// Compaction and similar jobs can delete files that a query is about to open. Such a query is repeated over the current
// lake. It has returned nothing before, because a result is complete before its first row is returned.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "lake/sql_views.h"
#include "pipeline/lake_view.h"
#include "project/project.h"
#include "project/spill_folder.h"
#include "warehouse/text_query.h"
#include "warehouse/warehouse.h"

namespace millrace {

// Not thread-safe: one query at a time.
class LakeQuery {
 public:
  // `project` must outlive this object. Uses the files that are committed now; a lake that does not exist yet is empty.
  // Throws SystemError if the ledger or the lake cannot be read, and if lake files that the ledger knows do not exist,
  // unless `partial`: then the remaining files are used.
  explicit LakeQuery(Project& project, bool partial = false);

  // There is no committed file: nothing was processed yet, or everything was removed.
  bool empty() const { return files_.empty(); }
  // The lost files of the lake; empty unless `partial`.
  const std::vector<LostFile>& lost() const { return lost_; }

  // Runs one statement; RunTextQuery documents the calls of `sink` and the exceptions.
  void Run(const std::string& sql, const OnColumns& begin, const OnBatch& rows, const std::stop_token& stop = {});

  // Runs one query and writes its rows to a Parquet file. A failure may leave an incomplete file. Throws like Run.
  void WriteParquet(const std::string& sql, const std::string& path, const std::stop_token& stop = {});

 private:
  // Repeats the query if the lake has changed meanwhile, unless rows were returned already (`begun`).
  void AskUntilLakeStands(const std::function<void()>& ask, const bool& begun);
  // Creates the views of the files that are committed now. Returns false if these are the same as before.
  bool Refresh();
  void CreateViews();

  Project& project_;
  const bool partial_;
  std::vector<LostFile> lost_;
  LakeFiles files_;
  const SpillFolder spill_;
  const std::unique_ptr<Connection> database_;
};

}  // namespace millrace
