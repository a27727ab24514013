#include "ledger/sqlite_rereads.h"

#include "core/error.h"

namespace millrace {

void SqliteRereads::Note(JobRef job, std::span<const LedgerFile> files) {
  SqliteStatement note(
      connection_,
      "INSERT INTO rereads (path, size, modified_ns, job) SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 "
      "FROM raw_files JOIN jobs ON no = raw_files.job WHERE path = ?1 AND state = 'committed') "
      "ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_ns = excluded.modified_ns, content = '', "
      "job = excluded.job WHERE rereads.job = excluded.job OR EXISTS (SELECT 1 FROM jobs WHERE "
      "no = rereads.job AND " +
          std::string(kJobIsDead) + ")");
  jobs_.WriteRows(job, files, [&](const LedgerFile& file, int64_t number) {
    note.Bind(file.path).Bind(static_cast<int64_t>(file.size)).Bind(file.modified_ns).Bind(number).Run();
    if (connection_.Changes() == 0) Refuse(file.path);
  });
}

void SqliteRereads::NoteContents(JobRef job, std::span<const FileContent> contents) {
  SqliteStatement note(connection_, "UPDATE rereads SET content = ? WHERE path = ? AND job = ?");
  jobs_.WriteRows(job, contents, [&](const FileContent& file, int64_t number) {
    note.Bind(file.content).Bind(file.path).Bind(number).Run();
  });
}

void SqliteRereads::Refuse(const std::string& path) {
  SqliteStatement row(connection_, "SELECT id FROM rereads JOIN jobs ON no = job WHERE path = ? AND NOT (" +
                                       std::string(kJobIsDead) + ")");
  row.Bind(path);
  if (row.Step()) {
    throw SystemError("the raw file " + path + " is already being read again by job " + std::string(row.Text(0)));
  }
  throw SystemError("no committed job has read the raw file " + path);
}

std::vector<LedgerFile> SqliteRereads::ToHandOver(size_t limit) {
  std::vector<LedgerFile> files;
  SqliteStatement rows(connection_,
                       "SELECT path, size, modified_ns FROM rereads JOIN jobs ON no = job WHERE state = 'committed' "
                       "ORDER BY path LIMIT ?");
  rows.Bind(static_cast<int64_t>(limit));
  while (rows.Step()) {
    files.push_back({.path = std::string(rows.Text(0)),
                     .size = static_cast<uint64_t>(rows.Number(1)),
                     .modified_ns = rows.Number(2)});
  }
  return files;
}

void SqliteRereads::HandOver(std::span<const LedgerFile> files, int64_t fence) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(fence);
  const std::string of_committed = "path = ? AND job IN (SELECT no FROM jobs WHERE state = 'committed')";
  SqliteStatement take(
      connection_,
      "UPDATE raw_files SET size = again.size, modified_ns = again.modified_ns, content = again.content, "
      "told_size = -1, told_modified_ns = 0, job = again.job FROM "
      "(SELECT * FROM rereads WHERE " +
          of_committed + ") AS again WHERE raw_files.path = again.path");
  SqliteStatement forget(connection_, "DELETE FROM rereads WHERE " + of_committed);
  for (const LedgerFile& file : files) {
    take.Bind(file.path).Run();
    forget.Bind(file.path).Run();
  }
  transaction.Commit();
}

}  // namespace millrace
