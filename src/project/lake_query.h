// SQL over the lake of a project: a database whose views show its committed files. Used by `query` and `demo`.
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
  // `project` must outlive it. Looks at the committed files of this moment; a lake that is not there yet is an empty
  // one. Throws SystemError when the ledger or the lake cannot be read, and when the ledger knows files that the lake
  // lost, unless `partial`: then the rest is asked.
  explicit LakeQuery(Project& project, bool partial = false);

  // There is not one committed file: nothing was processed yet, or everything was removed.
  bool empty() const { return files_.empty(); }
  // The lost files of the lake; empty unless `partial`.
  const std::vector<LostFile>& lost() const { return lost_; }

  // Runs one statement; see RunTextQuery for what is called when, and what is thrown.
  void Run(const std::string& sql, const OnColumns& begin, const OnBatch& rows, const std::stop_token& stop = {});

  // Runs one query and writes its rows as a Parquet file; a failure may leave a part of it. Throws like Run.
  void WriteParquet(const std::string& sql, const std::string& path, const std::stop_token& stop = {});

 private:
  // Asks again while the lake has changed meanwhile and nothing was handed out (`begun`).
  void AskUntilLakeStands(const std::function<void()>& ask, const bool& begun);
  // Makes the views over the lake's files of this moment; false when these are the same as before.
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
