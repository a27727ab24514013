// Failing files in the SQLite ledger.
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/failing_files.h"
#include "ledger/sqlite.h"
#include "ledger/sqlite_jobs.h"
#include "ledger/sqlite_leases.h"

namespace millrace {

class SqliteFailingFiles : public FailingFileStore {
 public:
  SqliteFailingFiles(SqliteConnection& connection, SqliteJobs& jobs, std::string path)
      : connection_(connection), jobs_(jobs), path_(std::move(path)) {}

  void NoteReading(JobRef job, int worker, std::span<const std::string> paths) override;
  std::vector<LedgerFile> BeingRead(std::string_view job_id) override;
  void ForgetReading(JobRef job) override;
  int Record(JobRef job, const LedgerFile& file, std::string_view reason, int64_t failed_ns) override;
  std::vector<FailingFile> All() override;
  void Forget(std::string_view path, int64_t fence) override;
  bool Free(std::string_view path) override;

 private:
  // A connection of its own for notes, which workers write while the ledger belongs to another thread. It never waits
  // for the disk.
  struct Notes {
    explicit Notes(const std::string& path);
    SqliteConnection connection;
    SqliteLeases leases;
    SqliteStatement remove;
    SqliteStatement insert;
  };

  SqliteConnection& connection_;
  SqliteJobs& jobs_;
  const std::string path_;
  std::mutex mutex_;  // guards what follows
  std::optional<Notes> notes_;
};

}  // namespace millrace
