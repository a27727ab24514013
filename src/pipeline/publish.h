// Moves the staged files of a job into the lake so that they survive a power failure, and recovers after a crash.
// Everything here can be repeated from any point; see docs/explanation/exactly-once.md.
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

// Makes the names of staged files durable (their contents are synced already): after this, the job may be journaled.
void SealStaging(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs);

// Publishes staged files under their final paths, durably. Skips files that are already published.
void PublishOutputs(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> outputs);

// Called before the files that committed jobs retired are deleted, and again if that was interrupted: the last moment
// at which somebody can read them. May be empty.
using BeforeRemoval = std::function<void(FileSystem& files, Ledger& ledger)>;

// Durably deletes the files that committed jobs retired. Keeps directories, even empty ones, because catalogs of other
// engines may refer to them.
void RemoveRetired(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                   const BeforeRemoval& before_removal = {});

// Makes committed jobs the owners of the raw files that they have read again. Forgets which rejects of these files
// earlier replays settled, because their rows were retired with the rest. This happens before anything else is planned,
// so nothing newer is forgotten.
void HandOverRereads(Ledger& ledger, int64_t fence, const std::string& raw);

// Of a running job: records the uploads that its tasks have noted (upload_notes.h) as outputs, so that they are found
// again when the job has failed or was abandoned.
void RecordNotedUploads(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                        const std::string& project, const std::string& job_id);

// Removes a directory of staged files, and the remains of failed or abandoned jobs: their unfinished uploads, and files
// that a job had published before it was taken back. In a store, every run repeats this for ten minutes, because
// requests of a dead process may be executed after the first attempt.
void DiscardStaged(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                   const std::string& folder);

// Unfinished uploads into the lake of a project that no job of the ledger will finish or abort, oldest first: those of
// a running job of another ledger, or of a ledger that was lost. Excludes uploads that a start within ten minutes is
// going to abort.
std::vector<UnfinishedUpload> OrphanUploads(FileSystem& files, Ledger& ledger, const std::string& lake,
                                            const std::string& project);

// Finishes or undoes what an earlier process left: publishing jobs are published and committed, running ones are
// removed and abandoned, retired files are deleted. If a publishing job has lost a staged file, it is taken back with
// everything that it has published, provided that its files in `raw` can be read again; otherwise StagedFileGone is
// thrown. The caller holds the project's lease under this number. Returns the number of jobs. `before_publish`, if
// given, is called once before the first file becomes visible.
uint64_t RecoverJobs(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& raw, const std::string& lake,
                     const std::string& project, const std::function<void()>& before_publish = {},
                     const BeforeRemoval& before_removal = {});

}  // namespace millrace
