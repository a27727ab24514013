#include "pipeline/job.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "privacy/privacy_sink.h"

#include "core/error.h"
#include "core/store_address.h"
#include "lake/partition_path.h"
#include "ledger/process_identity.h"
#include "pipeline/job_id.h"
#include "pipeline/lake_view.h"
#include "pipeline/publish.h"
#include "pipeline/report_json.h"
#include "pipeline/stage_timer.h"
#include "pipeline/stoppable_sink.h"
#include "pipeline/upload_notes.h"

namespace millrace {
namespace {

double SecondsSince(SteadyClock::time_point start) {
  return Seconds(SteadyClock::now() - start);
}

LedgerOutput OutputOf(const JobPlace& place, const LakeFile& file) {
  return {.staged_path = BelowLake(place.lake, file.staged_path),
          .final_path = BelowLake(place.lake, file.final_path),
          .table = std::string(TableOf(file.table).name),
          .partition = PartitionFolder(file.partition),
          .rows = file.rows,
          .bytes = file.bytes};
}

// Undoes a job before its journal. The ledger is updated first, because it refuses the update if the job is journaled
// after all (a commit that was reported as failed may have reached the disk). In that case the staged files must stay.
void Undo(const JobPlace& place, const std::string& job_id, std::string_view reason) {
  try {
    RecordNotedUploads(place.files, place.ledger, place.fence, place.lake, place.project, job_id);
    place.ledger.jobs().Release({job_id, place.fence}, JobState::kFailed, reason, WallClockNs());
    place.ledger.failing_files().ForgetReading({job_id, place.fence});
    DiscardStaged(place.files, place.ledger, place.fence, place.lake, StagingFolder(place.lake, place.project, job_id));
  } catch (const std::exception&) {
    // Report the error that made the job fail, not this one; the next start recovers the rest.
  }
}

// After the commit. A slow attempt at a task may still write there; the next start removes what it leaves.
void RemoveStaging(const JobPlace& place, const std::string& job_id) {
  const std::string folder = StagingFolder(place.lake, place.project, job_id);
  if (!place.by_tasks) {
    if (HasStagedFiles(place.lake)) place.files.RemoveAll(folder);
    return;
  }
  try {
    if (NeedsUploadNotes(place.lake)) AbortNotedUploads(place.files, NotedUploads(place.files, folder));
    place.files.RemoveAll(folder);
  } catch (const SystemError&) {
    // The job is committed.
  }
}

// Runs the steps up to the journal.
RunReport WorkAndJournal(const JobPlace& place, JobKind kind, const JobInfo& job, bool again, const JobWork& work,
                         SteadyClock::time_point start, std::vector<LedgerOutput>& outputs,
                         std::map<std::string, double>& steps) {
  MakeDurableFolder(place.files, place.lake);
  LakeOptions options = place.writer;
  options.lake = place.lake;
  options.project = place.project;
  options.job_id = job.job_id;
  // An upload that was started can be found again only by its name. No other thread uses the ledger while the workers
  // write.
  if (IsStoreAddress(place.lake)) {
    options.on_create = [&](const LakeFile& file) {
      const LedgerOutput output = OutputOf(place, file);
      place.ledger.outputs().Note({job.job_id, place.fence}, std::span(&output, 1));
    };
  }
  LakeWriter writer(place.files, options);
  std::optional<PrivacySink> guarded;
  if (place.privacy != nullptr) guarded.emplace(*place.privacy, writer);
  StoppableSink sink(place.stop, guarded ? static_cast<BatchSink&>(*guarded) : writer);
  JobOutcome outcome = work(job, sink);
  auto step = SteadyClock::now();
  for (const LakeFile& file : writer.Finish()) outputs.push_back(OutputOf(place, file));
  std::ranges::move(outcome.staged, std::back_inserter(outputs));
  sink.Check();
  SealStaging(place.files, place.lake, outputs);
  steps["close_and_sync"] = SecondsSince(step);

  RunReport& report = outcome.report;
  report.job_id = job.job_id;
  report.runs = 1;
  report.lake_files = outputs.size();
  for (const LedgerOutput& output : outputs) report.bytes_out += output.bytes;
  report.peak_memory_bytes = std::max(report.peak_memory_bytes, PeakMemoryBytes());
  for (const RetiredFile& file : outcome.retired) report.rewrite.bytes_replaced += file.bytes;
  report.rewrite.files_replaced = outcome.retired.size();
  if (!outcome.retired.empty()) place.ledger.outputs().Retire({job.job_id, place.fence}, outcome.retired);
  std::string proof;
  if (outcome.proof) {
    proof = outcome.proof(outputs);
    place.ledger.outputs().RecordErasure({job.job_id, place.fence}, proof);
  }
  // This is the time that the ledger keeps. The command prints it with the time of the renames that follow.
  report.seconds = SecondsSince(start);
  // All these rows take effect through the job's own row, which is written last.
  place.ledger.outputs().Note({job.job_id, place.fence}, outputs);
  place.ledger.replays().Note({job.job_id, place.fence}, outcome.replayed);
  if (again) {
    place.ledger.rereads().NoteContents({job.job_id, place.fence}, outcome.contents);
  } else {
    place.ledger.raw_files().NoteContents({job.job_id, place.fence}, outcome.contents);
    place.ledger.raw_files().GiveBack({job.job_id, place.fence}, outcome.unread);
  }
  place.ledger.jobs().BeginPublish({job.job_id, place.fence}, ReportJson(report, kind));
  // The ledger stores it as a separate record.
  report.erasure_proof = std::move(proof);
  return std::move(report);
}

}  // namespace

RunReport RunJob(const JobPlace& place, JobKind kind, const JobClaims& claims, const JobWork& work) {
  const auto start = SteadyClock::now();
  const int64_t now = WallClockNs();
  const JobInfo job{.job_id = NewJobId(now), .project_id = place.project, .created_us = now / 1000};
  place.ledger.jobs().Begin({.id = job.job_id,
                             .kind = kind,
                             .started_ns = now,
                             .host = HostName(),
                             .pid = ::getpid(),
                             .counters = {},
                             .error = {}},
                            place.fence);
  std::vector<LedgerOutput> outputs;
  std::map<std::string, double> steps;
  RunReport report;
  try {
    if (claims.again) {
      place.ledger.rereads().Note({job.job_id, place.fence}, claims.files);
    } else {
      place.ledger.raw_files().Claim({job.job_id, place.fence}, claims.files);
    }
    report = WorkAndJournal(place, kind, job, claims.again, work, start, outputs, steps);
  } catch (const std::exception& error) {
    Undo(place, job.job_id, error.what());
    throw;
  }
  const auto publishing = SteadyClock::now();
  BackUpState(place.files, place.ledger, place.state);
  try {
    PublishOutputs(place.files, place.lake, outputs);
  } catch (const StagedFileGone& gone) {
    throw StagedFileGone(std::string(gone.what()) + "; start again: the work of this job is then undone and repeated");
  }
  place.ledger.jobs().Commit({job.job_id, place.fence}, WallClockNs());
  if (kind == JobKind::kProcess) place.ledger.failing_files().ForgetReading({job.job_id, place.fence});
  HandOverRereads(place.ledger, place.fence, place.raw);
  RemoveRetired(place.files, place.ledger, place.fence, place.lake, place.before_removal);
  RemoveStaging(place, job.job_id);
  steps["publish_and_commit"] = SecondsSince(publishing);
  if (!report.stage_seconds.empty()) report.stage_seconds.merge(steps);
  report.seconds = SecondsSince(start);
  return report;
}

}  // namespace millrace
