// SQL over the lake of a project: a database whose views show its committed files. Used by `query` and `demo`.
//
// Compaction and similar jobs can delete files that a query is about to open. Such a query is repeated over the current
// lake. It has returned nothing before, because a result is complete before its first row is returned.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "lake/sql_views.h"
#include "pipeline/lake_view.h"
#include "project/project.h"
#include "project/spill_folder.h"
#include "warehouse/database.h"

namespace millrace {

// Not thread-safe: one query at a time.
class LakeQuery {
 public:
  // `project` must outlive it. Looks at the committed files of this moment; a lake that is not there yet is an empty
  // one. Throws SystemError when the ledger or the lake cannot be read, and when the ledger knows files that the lake
  // lost, unless `partial`: then the rest is asked.
  explicit LakeQuery(Project& project, bool partial = false);

  // The lost files of the lake; empty unless `partial`.
  const std::vector<LostFile>& lost() const { return lost_; }

  // Runs one statement; see Database::Query for the form of its rows, for what is called when, and what is thrown.
  void Run(const std::string& sql, ResultForm form, const Database::OnColumns& begin, const Database::OnBatch& rows,
           const std::stop_token& stop = {});

 private:
  // Makes the views over the lake's files of this moment; false when these are the same as before.
  bool Refresh();
  void CreateViews();

  Project& project_;
  const bool partial_;
  std::vector<LostFile> lost_;
  LakeFiles files_;
  const SpillFolder spill_;
  Database database_;
};

}  // namespace millrace
