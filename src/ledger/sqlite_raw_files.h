// Raw files in the SQLite ledger.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/raw_files.h"
#include "ledger/sqlite_jobs.h"

namespace millrace {

class SqliteRawFiles : public RawFileStore {
 public:
  SqliteRawFiles(SqliteConnection& connection, SqliteJobs& jobs) : connection_(connection), jobs_(jobs) {}

  void Claim(JobRef job, std::span<const LedgerFile> files) override;
  void GiveBack(JobRef job, std::span<const std::string> paths) override;
  void NoteContents(JobRef job, std::span<const FileContent> contents) override;
  void NoteTouched(std::string_view path, int64_t modified_ns) override;
  void NoteChangeTold(const LedgerFile& file) override;
  std::vector<KnownFile> Known(std::string_view day, std::string_view after, size_t limit) override;
  std::vector<LedgerFile> OfJob(std::string_view job_id, std::string_view after, size_t limit) override;

 private:
  void Read(const std::string& after, const std::string& before, const std::function<bool(KnownFile)>& visit);
  [[noreturn]] void Refuse(const std::string& path);

  SqliteConnection& connection_;
  SqliteJobs& jobs_;
};

}  // namespace millrace
