#include "ledger/sqlite_replays.h"

#include "core/error.h"

namespace millrace {

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
                        ", was replayed by another job already");
    }
  });
}

void SqliteReplays::ForEachSettled(const std::function<void(const RejectKey&)>& visit) {
  SqliteStatement rows(connection_,
                       "SELECT source_file, line, bundle_index, fingerprint FROM replayed JOIN jobs ON no = job "
                       "WHERE state IN ('publishing', 'committed')");
  RejectKey key;
  while (rows.Step()) {
    key.source_file = rows.Text(0);
    key.line = rows.Number(1);
    key.bundle_index = static_cast<int32_t>(rows.Number(2));
    key.fingerprint = static_cast<uint64_t>(rows.Number(3));
    visit(key);
  }
}

}  // namespace millrace
