// Moves a job's staged files into the lake so that they survive a loss of power, and carries on after a crash. What is
// done here can be repeated from any point; see docs/explanation/exactly-once.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "ledger/ledger.h"
#include "storage/file_system.h"

namespace millrace {

// `<lake>/<project>/_staging`: what running jobs write.
std::string StagingRoot(const std::string& lake, const std::string& project);

// Makes a folder whose name survives a loss of power.
void MakeDurableFolder(FileSystem& files, const std::string& folder);

// Makes the names of staged files durable (their contents are synced already): after this, the job may be journaled.
void SealStaging(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs);

// Renames staged files to their final paths, durably. Files that are there already are left.
void PublishOutputs(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs);

// Finishes or undoes what an earlier start left: publishing jobs are published and committed, running ones removed and
// abandoned. The caller holds the project's lock. Returns how many jobs there were.
uint64_t RecoverJobs(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project);

}  // namespace millrace
