// Jobs in the SQLite ledger, and what the other stores need of them: a job's row number, and writing in pages.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ledger/jobs.h"
#include "ledger/sqlite.h"

namespace millrace {

// Condition on a job's state: what it has noted does not count. The first part lets SQLite use the index of uncommitted
// jobs.
inline constexpr const char* kJobIsDead = "state <> 'committed' AND state IN ('failed', 'abandoned')";

// Throws SystemError for a word that this version does not know.
JobState JobStateOf(std::string_view name);

class SqliteJobs : public JobStore {
 public:
  explicit SqliteJobs(SqliteConnection& connection) : connection_(connection) {}

  void Begin(const LedgerJob& job, int64_t fence) override;
  void BeginPublish(JobRef job, std::string_view counters) override;
  void Commit(JobRef job, int64_t finished_ns) override;
  void Release(JobRef job, JobState state, std::string_view error, int64_t finished_ns) override;
  void TakeBack(JobRef job, std::string_view error, int64_t finished_ns) override;
  std::vector<LedgerJob> Unfinished() override;
  std::vector<LedgerJob> Recent(size_t limit, const JobFilter& filter, size_t offset) override;
  uint64_t Count(const JobFilter& filter) override;
  std::optional<LedgerJob> Find(std::string_view id) override;
  std::vector<LedgerJob> BegunIn(int64_t from_ns, int64_t to_ns, size_t limit) override;
  std::unordered_set<std::string> Uncommitted() override;

  // The jobs that fulfil a condition, with its order and limit.
  std::vector<LedgerJob> Select(const std::string& condition);

  // To be called in the transaction of a change: throws SystemError when this is not the newest number of the project's
  // lease.
  void CheckFence(int64_t fence);
  // Calls `write(row, job's number)` for each row of a running job, in transactions of bounded size.
  template <typename Row, typename Write>
  void WriteRows(JobRef job, std::span<const Row> rows, Write write) {
    while (!rows.empty()) {
      const auto page = rows.first(std::min(rows.size(), kPageRows));
      SqliteTransaction transaction(connection_);
      const int64_t number = NumberOf(job, JobState::kRunning);
      for (const Row& row : page) write(row, number);
      transaction.Commit();
      rows = rows.subspan(page.size());
    }
  }

 private:
  static constexpr size_t kPageRows = 10'000;

  int64_t NumberOf(JobRef job, JobState state);
  void End(int64_t number, JobState state, std::string_view error, int64_t finished_ns);
  SqliteConnection& connection_;
};

}  // namespace millrace
