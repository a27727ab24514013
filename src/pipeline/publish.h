// Moves a job's staged files into the lake so that they survive a loss of power, and carries on after a crash. What is
// done here can be repeated from any point; see docs/explanation/exactly-once.md.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "storage/file_system.h"

namespace millrace {

// `<lake>/<project>/_staging`: what running jobs write.
std::string StagingRoot(const std::string& lake, const std::string& project);

// Makes a folder whose name survives a loss of power.
void MakeDurableFolder(FileSystem& files, const std::string& folder);

// Makes the names of staged files durable (their contents are synced already): after this, the job may be journaled.
void SealStaging(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs);

// Shows staged files under their final paths, durably. Files that are there already are left.
void PublishOutputs(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs);

// Removes, durably, what committed jobs took out of the lake. Folders stay, also empty ones: other engines' catalogs
// may name them.
void RemoveRetired(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake);

// Makes committed jobs the owners of the raw files that they have read again. What earlier replays settled of these
// files is forgotten: its rows were retired with the rest. Done before anything else is planned, so nothing newer is
// forgotten.
void HandOverRereads(Ledger& ledger, const std::string& raw);

// Removes a folder of staged files, and what jobs have noted that failed or were abandoned: their unfinished uploads,
// and what a job had shown before it was taken back. In a store this is repeated by every run for ten minutes: what a
// process asked for may be done after it died, and after the first look.
void DiscardStaged(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                   const std::string& folder);

// Unfinished uploads into a project's lake that no job of the ledger will finish or give up, the oldest first: those of
// another ledger's running job, or of a ledger that was lost. What a start within ten minutes gives up is none of them.
std::vector<UnfinishedUpload> OrphanUploads(FileSystem& files, Ledger& ledger, const std::string& lake,
                                            const std::string& project);

// Finishes or undoes what an earlier start left: publishing jobs are published and committed, running ones removed and
// abandoned; retired files are removed. A publishing job that lost a staged file is taken back, with all that it has
// shown, when its files in the folder `raw` can be read again; otherwise StagedFileGone is thrown. The caller holds the
// project's lease under this number. Returns how many jobs there were. `before_publish`, when given, is called once
// before the first file is shown.
uint64_t RecoverJobs(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& raw, const std::string& lake,
                     const std::string& project, const std::function<void()>& before_publish = {});

}  // namespace millrace
