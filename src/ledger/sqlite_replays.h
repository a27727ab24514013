// Replayed rejects in the SQLite ledger.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/replays.h"
#include "ledger/sqlite_jobs.h"

namespace millrace {

class SqliteReplays : public ReplayStore {
 public:
  SqliteReplays(SqliteConnection& connection, SqliteJobs& jobs) : connection_(connection), jobs_(jobs) {}

  void Note(JobRef job, std::span<const RejectKey> keys) override;
  void ForEachSettled(const std::function<void(const RejectKey&)>& visit) override;
  void ForEachOf(std::string_view job_id, const std::function<void(const RejectKey&)>& visit) override;
  void Forget(std::span<const std::string> source_files, int64_t fence) override;

 private:
  SqliteConnection& connection_;
  SqliteJobs& jobs_;
};

}  // namespace millrace
