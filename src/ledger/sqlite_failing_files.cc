#include "ledger/sqlite_failing_files.h"

#include "core/error.h"

namespace millrace {
namespace {

constexpr std::string_view kJobNumber = "(SELECT no FROM jobs WHERE id = ?)";

// A later job has read the file: like everything of a job, that takes effect with its commit, so a process that dies
// before it calls Forget leaves a record that no longer counts.
constexpr std::string_view kReadSince =
    "EXISTS (SELECT 1 FROM raw_files JOIN jobs ON jobs.no = raw_files.job WHERE raw_files.path = failing_files.path "
    "AND raw_files.job > failing_files.job AND jobs.state = 'committed')";

}  // namespace

SqliteFailingFiles::Notes::Notes(const std::string& path)
    : connection(path),
      leases(connection),
      remove(connection, "DELETE FROM being_read WHERE job = " + std::string(kJobNumber) + " AND worker = ?"),
      insert(connection, "INSERT INTO being_read (job, worker, path) VALUES (" + std::string(kJobNumber) + ", ?, ?)") {
  connection.Run("PRAGMA busy_timeout = 10000");
  connection.Run("PRAGMA synchronous = NORMAL");
}

void SqliteFailingFiles::NoteReading(JobRef job, int worker, std::span<const std::string> paths) {
  const std::lock_guard lock(mutex_);
  if (!notes_) notes_.emplace(path_);
  SqliteTransaction transaction(notes_->connection);
  notes_->leases.CheckFence(kProjectLease, job.fence);
  notes_->remove.Bind(job.id).Bind(int64_t{worker}).Run();
  for (const std::string& path : paths) notes_->insert.Bind(job.id).Bind(int64_t{worker}).Bind(path).Run();
  transaction.Commit();
}

std::vector<LedgerFile> SqliteFailingFiles::BeingRead(std::string_view job_id) {
  std::vector<LedgerFile> files;
  SqliteStatement rows(connection_,
                       "SELECT DISTINCT path, size, modified_ns FROM being_read JOIN raw_files USING (job, path) "
                       "WHERE job = " +
                           std::string(kJobNumber) + " ORDER BY path");
  rows.Bind(job_id);
  while (rows.Step()) {
    files.push_back({.path = std::string(rows.Text(0)),
                     .size = static_cast<uint64_t>(rows.Number(1)),
                     .modified_ns = rows.Number(2)});
  }
  return files;
}

void SqliteFailingFiles::ForgetReading(JobRef job) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(job.fence);
  SqliteStatement(connection_, "DELETE FROM being_read WHERE job = " + std::string(kJobNumber)).Bind(job.id).Run();
  transaction.Commit();
}

int SqliteFailingFiles::Record(JobRef job, const LedgerFile& file, std::string_view reason, int64_t failed_ns) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(job.fence);
  SqliteStatement(connection_, "DELETE FROM failing_files WHERE path = ? AND " + std::string(kReadSince))
      .Bind(file.path)
      .Run();
  const std::string quarantined = "failures >= " + std::to_string(kFailuresToQuarantine);
  SqliteStatement(connection_,
                  "INSERT INTO failing_files (path, size, modified_ns, failures, failed_ns, reason, job) VALUES (?, ?, "
                  "?, 1, ?, ?, " +
                      std::string(kJobNumber) +
                      ") ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_ns = excluded.modified_ns, "
                      "failures = CASE WHEN " +
                      quarantined +
                      " AND (size <> excluded.size OR modified_ns <> excluded.modified_ns) THEN 1 ELSE failures + 1 "
                      "END, failed_ns = excluded.failed_ns, reason = excluded.reason, job = excluded.job "
                      "WHERE job <> excluded.job")
      .Bind(file.path)
      .Bind(static_cast<int64_t>(file.size))
      .Bind(file.modified_ns)
      .Bind(failed_ns)
      .Bind(reason)
      .Bind(job.id)
      .Run();
  SqliteStatement row(connection_, "SELECT failures FROM failing_files WHERE path = ?");
  row.Bind(file.path);
  MILLRACE_CHECK(row.Step());
  const auto failures = static_cast<int>(row.Number(0));
  transaction.Commit();
  return failures;
}

std::vector<FailingFile> SqliteFailingFiles::All() {
  std::vector<FailingFile> files;
  SqliteStatement rows(connection_,
                       "SELECT path, size, modified_ns, failures, failed_ns, reason FROM failing_files WHERE NOT " +
                           std::string(kReadSince) + " ORDER BY path");
  while (rows.Step()) {
    FailingFile file;
    file.path = rows.Text(0);
    file.size = static_cast<uint64_t>(rows.Number(1));
    file.modified_ns = rows.Number(2);
    file.failures = static_cast<int>(rows.Number(3));
    file.failed_ns = rows.Number(4);
    file.reason = rows.Text(5);
    files.push_back(std::move(file));
  }
  return files;
}

void SqliteFailingFiles::Forget(std::string_view path, int64_t fence) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(fence);
  Free(path);
  transaction.Commit();
}

bool SqliteFailingFiles::Free(std::string_view path) {
  SqliteStatement(connection_, "DELETE FROM failing_files WHERE path = ?").Bind(path).Run();
  return connection_.Changes() > 0;
}

}  // namespace millrace
