#include "ledger/sqlite_replays.h"

#include "core/error.h"

namespace millrace {
namespace {

void VisitKeys(SqliteStatement& rows, const std::function<void(const RejectKey&)>& visit) {
  RejectKey key;
  while (rows.Step()) {
    key.source_file = rows.Text(0);
    key.line = rows.Number(1);
    key.bundle_index = static_cast<int32_t>(rows.Number(2));
    key.fingerprint = static_cast<uint64_t>(rows.Number(3));
    visit(key);
  }
}

}  // namespace

void SqliteReplays::Note(JobRef job, std::span<const RejectKey> keys) {
  SqliteStatement mark(
      connection_,
      "INSERT INTO replayed (source_file, line, bundle_index, fingerprint, job) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (source_file, line, bundle_index, fingerprint) DO UPDATE SET job = excluded.job "
      "WHERE replayed.job = excluded.job OR EXISTS (SELECT 1 FROM jobs WHERE no = replayed.job AND " +
          std::string(kJobIsDead) + ")");
  jobs_.WriteRows(job, keys, [&](const RejectKey& key, int64_t number) {
    mark.Bind(key.source_file)
        .Bind(key.line)
        .Bind(int64_t{key.bundle_index})
        .Bind(static_cast<int64_t>(key.fingerprint))
        .Bind(number)
        .Run();
    if (connection_.Changes() == 0) {
      throw SystemError("a reject of " + key.source_file + ", line " + std::to_string(key.line) +
                        ", was already replayed by another job");
    }
  });
}

void SqliteReplays::ForEachSettled(const std::function<void(const RejectKey&)>& visit) {
  SqliteStatement rows(connection_,
                       "SELECT source_file, line, bundle_index, fingerprint FROM replayed JOIN jobs ON no = job "
                       "WHERE state IN ('publishing', 'committed')");
  VisitKeys(rows, visit);
}

void SqliteReplays::ForEachOf(std::string_view job_id, const std::function<void(const RejectKey&)>& visit) {
  SqliteStatement rows(connection_,
                       "SELECT source_file, line, bundle_index, fingerprint FROM replayed WHERE job = (SELECT no FROM "
                       "jobs WHERE id = ? AND state IN ('publishing', 'committed'))");
  rows.Bind(job_id);
  VisitKeys(rows, visit);
}

void SqliteReplays::Forget(std::span<const std::string> source_files, int64_t fence) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(fence);
  SqliteStatement forget(connection_, "DELETE FROM replayed WHERE source_file = ?");
  for (const std::string& file : source_files) forget.Bind(file).Run();
  transaction.Commit();
}

}  // namespace millrace
