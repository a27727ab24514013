#include "ledger/sqlite_raw_files.h"

#include "core/day_folder.h"
#include "core/error.h"

namespace millrace {
namespace {

// Greater than every path, because no text begins with this byte.
constexpr const char* kAfterAll = "\xFF";

// Greater than every path in a directory, but not than those after the directory: `0` is the byte after the slash.
std::string AfterFolder(std::string_view folder) {
  return std::string(folder) + '0';
}

KnownFile FileOf(const SqliteStatement& row) {
  KnownFile file;
  file.path = row.Text(0);
  file.size = static_cast<uint64_t>(row.Number(1));
  file.modified_ns = row.Number(2);
  file.job_id = row.Text(3);
  file.state = JobStateOf(row.Text(4));
  file.content = row.Text(5);
  file.told_size = row.Number(6);
  file.told_modified_ns = row.Number(7);
  return file;
}

}  // namespace

void SqliteRawFiles::Claim(JobRef job, std::span<const LedgerFile> files) {
  SqliteStatement claim(connection_,
                        "INSERT INTO raw_files (path, size, modified_ns, job) VALUES (?, ?, ?, ?) "
                        "ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_ns = excluded.modified_ns, "
                        "job = excluded.job, content = '', told_size = -1, told_modified_ns = 0 WHERE raw_files.job = "
                        "excluded.job OR EXISTS (SELECT 1 FROM jobs WHERE "
                        "no = raw_files.job AND " +
                            std::string(kJobIsDead) + ")");
  jobs_.WriteRows(job, files, [&](const LedgerFile& file, int64_t number) {
    claim.Bind(file.path).Bind(static_cast<int64_t>(file.size)).Bind(file.modified_ns).Bind(number).Run();
    if (connection_.Changes() == 0) Refuse(file.path);
  });
}

void SqliteRawFiles::GiveBack(JobRef job, std::span<const std::string> paths) {
  SqliteStatement remove(connection_, "DELETE FROM raw_files WHERE path = ? AND job = ?");
  jobs_.WriteRows(job, paths, [&](const std::string& path, int64_t number) { remove.Bind(path).Bind(number).Run(); });
}

void SqliteRawFiles::NoteContents(JobRef job, std::span<const FileContent> contents) {
  SqliteStatement note(connection_, "UPDATE raw_files SET content = ? WHERE path = ? AND job = ?");
  jobs_.WriteRows(job, contents, [&](const FileContent& file, int64_t number) {
    note.Bind(file.content).Bind(file.path).Bind(number).Run();
  });
}

void SqliteRawFiles::NoteTouched(std::string_view path, int64_t modified_ns) {
  SqliteStatement(connection_, "UPDATE raw_files SET modified_ns = ? WHERE path = ?")
      .Bind(modified_ns)
      .Bind(path)
      .Run();
}

void SqliteRawFiles::NoteChangeTold(const LedgerFile& file) {
  SqliteStatement(connection_, "UPDATE raw_files SET told_size = ?, told_modified_ns = ? WHERE path = ?")
      .Bind(static_cast<int64_t>(file.size))
      .Bind(file.modified_ns)
      .Bind(file.path)
      .Run();
}

void SqliteRawFiles::Refuse(const std::string& path) {
  SqliteStatement row(connection_, "SELECT id, state FROM raw_files JOIN jobs ON no = job WHERE path = ?");
  row.Bind(path);
  MILLRACE_CHECK(row.Step());
  const bool read = JobStateOf(row.Text(1)) == JobState::kCommitted;
  throw SystemError("the raw file " + path + (read ? " was already read by job " : " is already claimed by job ") +
                    std::string(row.Text(0)));
}

std::vector<KnownFile> SqliteRawFiles::Known(std::string_view day, std::string_view after, size_t limit) {
  std::vector<KnownFile> files;
  const auto take = [&](KnownFile file) {
    files.push_back(std::move(file));
    return files.size() < limit;
  };
  if (!day.empty()) {
    Read(std::max(std::string(day) + '/', std::string(after)), AfterFolder(day), take);
    return files;
  }
  // Files outside of day directories may be before, between and after them. Each day directory is skipped in one step.
  std::string from(after);
  while (true) {
    std::string left_out;
    Read(from, kAfterAll, [&](KnownFile file) {
      left_out = DayFolderOf(file.path);
      return left_out.empty() && take(std::move(file));
    });
    if (left_out.empty()) return files;
    from = AfterFolder(left_out);
  }
}

std::vector<LedgerFile> SqliteRawFiles::OfJob(std::string_view job_id, std::string_view after, size_t limit) {
  std::vector<LedgerFile> files;
  SqliteStatement rows(connection_,
                       "SELECT path, size, modified_ns FROM raw_files WHERE job = (SELECT no FROM jobs WHERE id = ?) "
                       "AND path > ? ORDER BY path LIMIT ?");
  rows.Bind(job_id).Bind(after).Bind(static_cast<int64_t>(limit));
  while (rows.Step()) {
    files.push_back({.path = std::string(rows.Text(0)),
                     .size = static_cast<uint64_t>(rows.Number(1)),
                     .modified_ns = rows.Number(2)});
  }
  return files;
}

// Visits the files with after < path < before, in byte order, until `visit` returns false.
void SqliteRawFiles::Read(const std::string& after, const std::string& before,
                          const std::function<bool(KnownFile)>& visit) {
  SqliteStatement rows(connection_,
                       "SELECT path, size, modified_ns, id, state, content, told_size, told_modified_ns FROM raw_files "
                       "CROSS JOIN jobs ON no = job "
                       "WHERE path > ? AND path < ? AND state NOT IN ('failed', 'abandoned') ORDER BY path");
  rows.Bind(after).Bind(before);
  while (rows.Step() && visit(FileOf(rows))) {
  }
}

}  // namespace millrace
