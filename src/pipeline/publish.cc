#include "pipeline/publish.h"

#include <set>
#include <vector>

#include "core/error.h"
#include "pipeline/job_id.h"

namespace millrace {
namespace {

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Syncs the folders that hold these paths (below the lake), and all folders above them up to the one that holds the
// lake: any of them may be new. Deepest first, so that a name is never durable before what it names.
void SyncFoldersOf(FileSystem& files, const std::string& lake, const std::vector<std::string>& paths) {
  std::set<std::string> below;  // the lake itself is the empty path
  for (std::string path : paths) {
    while (!path.empty()) {
      const size_t slash = path.rfind('/');
      path = slash == std::string::npos ? "" : path.substr(0, slash);
      if (!below.insert(path).second) break;
    }
  }
  for (auto folder = below.rbegin(); folder != below.rend(); ++folder) {
    files.SyncDirectory(folder->empty() ? lake : lake + "/" + *folder);
  }
  if (!paths.empty()) files.SyncDirectory(ParentOf(lake));
}

}  // namespace

std::string StagingRoot(const std::string& lake, const std::string& project) {
  return lake + "/" + project + "/_staging";
}

void MakeDurableFolder(FileSystem& files, const std::string& folder) {
  if (folder.empty() || folder == "." || folder == "/" || files.Stat(folder)) return;
  const std::string parent = ParentOf(folder);
  MakeDurableFolder(files, parent);
  files.MakeDirectories(folder);
  files.SyncDirectory(parent);
}

void SealStaging(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs) {
  std::vector<std::string> staged;
  staged.reserve(outputs.size());
  for (const LedgerOutput& output : outputs) staged.push_back(output.staged_path);
  SyncFoldersOf(files, lake, staged);
}

void PublishOutputs(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs) {
  std::set<std::string> made;
  std::vector<std::string> published;
  for (const LedgerOutput& output : outputs) {
    const std::string staged = lake + "/" + output.staged_path;
    const std::string final = lake + "/" + output.final_path;
    const std::string folder = ParentOf(final);
    if (made.insert(folder).second) files.MakeDirectories(folder);
    published.push_back(output.final_path);
    if (files.Stat(staged)) {
      files.Rename(staged, final);
    } else if (!files.Stat(final)) {
      throw SystemError("a file of a job that is being published is gone: neither " + staged + " nor " + final +
                        " exists; restore it, the job cannot be finished without it");
    }
  }
  SyncFoldersOf(files, lake, published);
}

uint64_t RecoverJobs(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project) {
  const std::vector<LedgerJob> jobs = ledger.UnfinishedJobs();
  for (const LedgerJob& job : jobs) {
    if (job.state == JobState::kPublishing) {
      PublishOutputs(files, lake, ledger.Outputs(job.id));
      ledger.Commit(job.id, WallClockNs());
    } else {
      ledger.Release(job.id, JobState::kAbandoned,
                     "ended without a word (process " + std::to_string(job.pid) + " on " + job.host + ")",
                     WallClockNs());
    }
  }
  // Whatever is staged now belongs to no job that will be carried on.
  const std::string staging = StagingRoot(lake, project);
  if (files.Stat(staging)) files.RemoveAll(staging);
  return jobs.size();
}

}  // namespace millrace
