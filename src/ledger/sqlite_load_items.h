// Lake files on their way into the warehouse, in the SQLite ledger.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/load_items.h"
#include "ledger/sqlite.h"
#include "ledger/sqlite_jobs.h"

namespace millrace {

class SqliteLoadItems : public LoadItemStore {
 public:
  SqliteLoadItems(SqliteConnection& connection, SqliteJobs& jobs) : connection_(connection), jobs_(jobs) {}

  uint64_t Register(std::span<const LoadItem> items) override;
  std::optional<LoadItem> Find(std::string_view path) override;
  std::vector<LoadItem> InState(LoadState state, std::string_view table, std::string_view after, size_t limit) override;
  std::vector<LoadItem> Waiting(std::string_view table, size_t limit) override;
  std::vector<LoadItemCounts> Counts() override;
  std::vector<LoadItem> List(const LoadItemFilter& filter, size_t offset, size_t limit) override;
  LoadStateCounts CountStates(const LoadItemFilter& filter) override;
  std::string LoadMark() override;

  uint64_t Claim(std::string_view load_id, std::span<const std::string> paths, int64_t fence) override;
  std::vector<std::string> ClaimedLoads() override;
  std::vector<LoadItem> OfLoad(std::string_view load_id) override;
  void Finish(std::string_view load_id, const End& end, int64_t fence) override;
  void GiveBack(std::string_view load_id, int64_t fence) override;
  uint64_t RetryFailed(int64_t fence) override;
  uint64_t LoadAgain(int64_t fence) override;
  std::vector<LoadItem> WithRejects(size_t limit) override;
  void NoteRejects(JobRef job, std::span<const std::string> paths) override;
  void Forget(std::span<const std::string> paths, int64_t fence) override;

  std::vector<LedgerJob> JobsToRegister(size_t limit) override;
  std::vector<LedgerJob> JobsRetiring() override;
  void MarkRegistered(std::string_view job_id, int64_t fence) override;

  void RecordRetirement(std::string_view job_id, std::string_view table, std::string_view app, std::string_view record,
                        int64_t fence) override;
  std::vector<std::string> Retirements(std::string_view job_id) override;

  std::vector<RegisteredApp> Apps() override;
  void RegisterApp(const RegisteredApp& app, int64_t fence) override;

 private:
  // Calls `write` for each of these, in transactions of bounded size under this number of the load's lease.
  template <typename Row, typename Write>
  void WriteRows(std::span<const Row> rows, int64_t fence, Write write);
  void CheckFence(int64_t fence);

  SqliteConnection& connection_;
  SqliteJobs& jobs_;
};

}  // namespace millrace
