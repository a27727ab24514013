// What jobs do to the lake, in the SQLite ledger.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ledger/outputs.h"
#include "ledger/sqlite_jobs.h"

namespace millrace {

class SqliteOutputs : public OutputStore {
 public:
  SqliteOutputs(SqliteConnection& connection, SqliteJobs& jobs) : connection_(connection), jobs_(jobs) {}

  void Note(JobRef job, std::span<const LedgerOutput> outputs) override;
  std::vector<LedgerOutput> OfJob(std::string_view job_id) override;
  std::vector<LedgerOutput> CommittedSince(int64_t since_ns) override;
  std::vector<LedgerOutput> Stray() override;
  void ForgetStray(int64_t ended_ns, int64_t fence) override;
  void Retire(JobRef job, std::span<const RetiredFile> retired) override;
  std::unordered_set<std::string> Retired() override;
  std::unordered_set<std::string> AllRetired() override;
  std::vector<RetiredFile> RetiredBy(std::string_view job_id) override;
  void MarkRetiredRemoved(int64_t fence) override;
  void RecordErasure(JobRef job, std::string_view record) override;
  std::vector<std::string> Erasures() override;

 private:
  std::unordered_set<std::string> RetiredPaths(const std::string& condition);

  SqliteConnection& connection_;
  SqliteJobs& jobs_;
};

}  // namespace millrace
