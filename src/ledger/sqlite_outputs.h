// What jobs do to the lake, in the SQLite ledger.
#pragma once

#include <cstdint>
#include <optional>
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
  std::optional<LedgerOutput> NewestValid() override;
  std::vector<JobOutput> NextToCheck(size_t limit, int64_t fence) override;
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
  // The key of a record: the number of its job, and its final path.
  struct Position {
    int64_t job = 0;
    std::string path;
  };

  std::unordered_set<std::string> RetiredPaths(const std::string& condition);
  // Adds those that count among up to `limit` records after one up to another, and advances `after`. Returns how many
  // records were read.
  size_t ReadRecords(Position& after, const Position& to, size_t limit, std::vector<JobOutput>& valid);

  SqliteConnection& connection_;
  SqliteJobs& jobs_;
};

}  // namespace millrace
