#include "pipeline/publish.h"

#include <set>
#include <vector>

#include "core/error.h"
#include "pipeline/job_id.h"

namespace millrace {
namespace {

std::string Below(const std::string& folder, const std::string& path) {
  std::string joined = folder;
  if (!path.empty()) joined.append("/").append(path);
  return joined;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Syncs these folders (below the lake; the lake itself is the empty path) and all above them up to the one that holds
// the lake: any of them may be new.
void SyncWithAncestors(FileSystem& files, const std::string& lake, const std::set<std::string>& folders) {
  std::set<std::string> all = folders;
  for (std::string folder : folders) {
    while (!folder.empty()) {
      const size_t slash = folder.rfind('/');
      folder.resize(slash == std::string::npos ? 0 : slash);
      if (!all.insert(folder).second) break;
    }
  }
  for (const std::string& folder : all) files.SyncDirectory(Below(lake, folder));
  if (!all.empty()) files.SyncDirectory(ParentOf(lake));
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
  std::set<std::string> folders;
  for (const LedgerOutput& output : outputs) folders.insert(ParentOf(output.staged_path));
  SyncWithAncestors(files, lake, folders);
}

void PublishOutputs(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs) {
  std::set<std::string> folders;
  for (const LedgerOutput& output : outputs) folders.insert(ParentOf(output.final_path));
  for (const std::string& folder : folders) files.MakeDirectories(Below(lake, folder));
  // Before anything moves: a file in a folder whose own name is lost would be lost with it, and the staged name is
  // gone.
  SyncWithAncestors(files, lake, folders);
  for (const LedgerOutput& output : outputs) {
    const std::string staged = Below(lake, output.staged_path);
    const std::string final = Below(lake, output.final_path);
    if (files.Stat(staged)) {
      files.Rename(staged, final);
    } else if (!files.Stat(final)) {
      std::string message = "a file of a job that is being published is gone: neither ";
      message.append(staged).append(" nor ").append(final);
      throw SystemError(message + " exists; restore it, the job cannot be finished without it");
    }
  }
  for (const std::string& folder : folders) files.SyncDirectory(Below(lake, folder));
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
