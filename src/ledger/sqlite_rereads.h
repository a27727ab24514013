// Raw files that are read again, in SQLite: one row each until they are handed over.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/rereads.h"
#include "ledger/sqlite_jobs.h"

namespace millrace {

class SqliteRereads : public RereadStore {
 public:
  SqliteRereads(SqliteConnection& connection, SqliteJobs& jobs) : connection_(connection), jobs_(jobs) {}

  void Note(JobRef job, std::span<const LedgerFile> files) override;
  void NoteContents(JobRef job, std::span<const FileContent> contents) override;
  std::vector<LedgerFile> ToHandOver(size_t limit) override;
  void HandOver(std::span<const LedgerFile> files, int64_t fence) override;

 private:
  [[noreturn]] void Refuse(const std::string& path);

  SqliteConnection& connection_;
  SqliteJobs& jobs_;
};

}  // namespace millrace
