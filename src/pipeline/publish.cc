#include "pipeline/publish.h"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <vector>

#include "core/parallel.h"
#include "core/store_address.h"
#include "core/utf8.h"
#include "lake/partition_path.h"
#include "pipeline/job_id.h"
#include "pipeline/lake_view.h"
#include "pipeline/upload_notes.h"

namespace millrace {
namespace {

// How long a store may still execute requests of a process that died.
constexpr int64_t kLateRequestsNs = 600 * 1'000'000'000LL;

constexpr size_t kPageFiles = 1000;

std::string Below(const std::string& folder, const std::string& path) {
  std::string joined = folder;
  if (!path.empty()) joined.append("/").append(path);
  return joined;
}

// Syncs these directories of the lake, in any order; the lake itself is the empty path. The syncs run in parallel,
// because the disk completes many of them in the time of one.
void SyncFolders(FileSystem& files, const std::string& lake, const std::set<std::string>& folders) {
  if (IsStoreAddress(lake)) return;  // a store has no directories to sync
  const std::vector<std::string> all(folders.begin(), folders.end());
  ParallelFor(kParallelRequests, all.size(), [&](size_t i) { files.SyncDirectory(Below(lake, all[i])); });
}

// Syncs these directories and all their parents up to the one that contains the lake: any of them may be new.
void SyncWithAncestors(FileSystem& files, const std::string& lake, const std::set<std::string>& folders) {
  std::set<std::string> all = folders;
  for (std::string folder : folders) {
    while (!folder.empty()) {
      const size_t slash = folder.rfind('/');
      folder.resize(slash == std::string::npos ? 0 : slash);
      if (!all.insert(folder).second) break;
    }
  }
  SyncFolders(files, lake, all);
  if (!all.empty()) files.SyncDirectory(ParentOf(lake));
}

// A raw file of the job that is missing or has a different size by now; empty if all are unchanged.
std::string MissingRawFile(FileSystem& files, Ledger& ledger, const std::string& raw, const std::string& job_id) {
  std::vector<LedgerFile> page;
  do {
    page = ledger.raw_files().OfJob(job_id, page.empty() ? "" : page.back().path, kPageFiles);
    for (const LedgerFile& file : page) {
      const auto there = files.Stat(Below(raw, file.path));
      if (!there || there->size != file.size) return Below(raw, file.path);
    }
  } while (page.size() == kPageFiles);
  return {};
}

void FinishOrTakeBack(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& raw, const std::string& lake,
                      const std::string& job_id) {
  try {
    PublishOutputs(files, lake, ledger.outputs().OfJob(job_id));
    ledger.jobs().Commit({job_id, fence}, WallClockNs());
  } catch (const StagedFileGone& gone) {
    // The files that it has published are going to be removed, so its events must be read from the raw files again.
    if (const std::string missing = MissingRawFile(files, ledger, raw, job_id); !missing.empty()) {
      throw StagedFileGone(std::string(gone.what()) + ", and the raw file " + missing +
                           " cannot be read again; restore one of them, job " + job_id + " contains its events");
    }
    ledger.jobs().TakeBack({job_id, fence}, gone.what(), WallClockNs());
  }
}

// The process died while it read these files, so one of them may be the cause.
void BlameFilesBeingRead(Ledger& ledger, int64_t fence, const std::string& job_id) {
  const std::vector<LedgerFile> being_read = ledger.failing_files().BeingRead(job_id);
  for (const LedgerFile& file : being_read) {
    ledger.failing_files().Record({job_id, fence}, file, "the process ended while the file was read", WallClockNs());
  }
  ledger.failing_files().ForgetReading({job_id, fence});
}

// A request to start an upload that was sent twice may be executed late. Then an unfinished upload exists beside the
// published object.
void GiveUpUploadsOfShown(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project) {
  if (!IsStoreAddress(lake)) return;
  std::unordered_set<std::string> shown;
  for (const LedgerOutput& output : ledger.outputs().CommittedSince(WallClockNs() - kLateRequestsNs)) {
    shown.insert(Below(lake, output.final_path));
  }
  if (shown.empty()) return;
  for (const UnfinishedUpload& upload : files.Uploads(Below(lake, project))) {
    if (shown.contains(upload.path)) files.Abort(upload);
  }
}

std::set<std::string> NotedBelow(FileSystem& files, const std::string& folder) {
  const std::vector<std::string> noted = NotedUploads(files, folder);
  return {noted.begin(), noted.end()};
}

}  // namespace

std::string StagingRoot(const std::string& lake, const std::string& project) {
  return lake + "/" + project + "/_staging";
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
  // This must precede the renames: if a new directory is lost in a power failure, files renamed into it are lost with
  // it, and their staged names no longer exist.
  SyncWithAncestors(files, lake, folders);
  ParallelFor(IsStoreAddress(lake) ? kParallelRequests : 1, outputs.size(), [&](size_t i) {
    const LedgerOutput& output = outputs[i];
    files.Publish(Below(lake, output.staged_path), Below(lake, output.final_path), output.bytes);
  });
  SyncFolders(files, lake, folders);
}

void RemoveRetired(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                   const BeforeRemoval& before_removal) {
  const std::unordered_set<std::string> retired = ledger.outputs().Retired();
  if (retired.empty()) return;
  if (before_removal) before_removal(files, ledger);
  // In the order of the partitions, so that a reader that lists directories sees each partition incomplete only
  // briefly.
  const std::set<std::string> paths(retired.begin(), retired.end());
  std::set<std::string> folders;
  for (const std::string& path : paths) {
    files.RemoveAll(Below(lake, path));
    folders.insert(ParentOf(path));
  }
  SyncFolders(files, lake, folders);
  ledger.outputs().MarkRetiredRemoved(fence);
}

void HandOverRereads(Ledger& ledger, int64_t fence, const std::string& raw) {
  constexpr size_t kPage = 1000;
  while (true) {
    const std::vector<LedgerFile> files = ledger.rereads().ToHandOver(kPage);
    if (files.empty()) return;
    std::vector<std::string> sources;
    sources.reserve(files.size());
    for (const LedgerFile& file : files) sources.push_back(EscapeInvalidUtf8(Below(raw, file.path)));
    ledger.replays().Forget(sources, fence);
    ledger.rereads().HandOver(files, fence);
  }
}

void RecordNotedUploads(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                        const std::string& project, const std::string& job_id) {
  if (!NeedsUploadNotes(lake)) return;
  std::vector<LedgerOutput> outputs;
  for (const std::string& path : NotedUploads(files, StagingFolder(lake, project, job_id))) {
    outputs.push_back({.staged_path = {}, .final_path = BelowLake(lake, path), .table = {}, .partition = {}});
  }
  if (!outputs.empty()) ledger.outputs().Note({job_id, fence}, outputs);
}

void DiscardStaged(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                   const std::string& folder) {
  if (files.Stat(folder)) {
    if (NeedsUploadNotes(lake)) AbortNotedUploads(files, NotedUploads(files, folder));
    files.RemoveAll(folder);
  }
  const std::vector<LedgerOutput> strays = ledger.outputs().Stray();
  if (strays.empty()) return;
  ParallelFor(kParallelRequests, strays.size(), [&](size_t i) {
    files.AbortUploads(Below(lake, strays[i].final_path));
    files.RemoveAll(Below(lake, strays[i].final_path));
  });
  ledger.outputs().ForgetStray(WallClockNs() - (IsStoreAddress(lake) ? kLateRequestsNs : 0), fence);
}

std::vector<UnfinishedUpload> OrphanUploads(FileSystem& files, Ledger& ledger, const std::string& lake,
                                            const std::string& project) {
  std::set<std::string> expected;
  const auto expect = [&](const std::vector<LedgerOutput>& outputs) {
    for (const LedgerOutput& output : outputs) expected.insert(Below(lake, output.final_path));
  };
  expect(ledger.outputs().Stray());
  for (const LedgerJob& job : ledger.jobs().Unfinished()) expect(ledger.outputs().OfJob(job.id));
  expect(ledger.outputs().CommittedSince(WallClockNs() - kLateRequestsNs));
  if (NeedsUploadNotes(lake)) expected.merge(NotedBelow(files, StagingRoot(lake, project)));
  std::vector<UnfinishedUpload> uploads = files.Uploads(Below(lake, project));
  std::erase_if(uploads, [&](const UnfinishedUpload& upload) { return expected.contains(upload.path); });
  std::ranges::sort(uploads, {}, &UnfinishedUpload::begun_ns);
  return uploads;
}

uint64_t RecoverJobs(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& raw, const std::string& lake,
                     const std::string& project, const std::function<void()>& before_publish,
                     const BeforeRemoval& before_removal) {
  const std::vector<LedgerJob> jobs = ledger.jobs().Unfinished();
  const bool publishes = std::ranges::any_of(jobs, [](const auto& job) { return job.state == JobState::kPublishing; });
  if (publishes && before_publish) before_publish();
  for (const LedgerJob& job : jobs) {
    if (job.state == JobState::kPublishing) {
      FinishOrTakeBack(files, ledger, fence, raw, lake, job.id);
    } else {
      BlameFilesBeingRead(ledger, fence, job.id);
      RecordNotedUploads(files, ledger, fence, lake, project, job.id);
      ledger.jobs().Release({job.id, fence}, JobState::kAbandoned,
                            "was interrupted (process " + std::to_string(job.pid) + " on " + job.host + ")",
                            WallClockNs());
    }
  }
  HandOverRereads(ledger, fence, raw);
  RemoveRetired(files, ledger, fence, lake, before_removal);
  // No remaining job needs what is still staged.
  DiscardStaged(files, ledger, fence, lake, StagingRoot(lake, project));
  GiveUpUploadsOfShown(files, ledger, lake, project);
  return jobs.size();
}

}  // namespace millrace
