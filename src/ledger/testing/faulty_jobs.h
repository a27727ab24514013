// The stores of jobs and of the lake files and replays that they commit, failing at the plan's step.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ledger/jobs.h"
#include "ledger/outputs.h"
#include "ledger/replays.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

class FaultyJobs : public JobStore {
 public:
  FaultyJobs(JobStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Begin(const LedgerJob& job, int64_t fence) override {
    faults_.Change("begin", [&] { base_.Begin(job, fence); });
  }
  void BeginPublish(JobRef job, std::string_view counters) override {
    faults_.Change("journal", [&] { base_.BeginPublish(job, counters); });
  }
  void Commit(JobRef job, int64_t finished_ns) override {
    faults_.Change("commit", [&] { base_.Commit(job, finished_ns); });
  }
  void Release(JobRef job, JobState state, std::string_view error, int64_t finished_ns) override {
    faults_.Change("release", [&] { base_.Release(job, state, error, finished_ns); });
  }
  void TakeBack(JobRef job, std::string_view error, int64_t finished_ns) override {
    faults_.Change("take back in", [&] { base_.TakeBack(job, error, finished_ns); });
  }
  std::vector<LedgerJob> Unfinished() override {
    return faults_.Read("read jobs of", [&] { return base_.Unfinished(); });
  }
  std::vector<LedgerJob> Recent(size_t limit, const JobFilter& filter, size_t offset) override {
    return base_.Recent(limit, filter, offset);
  }
  uint64_t Count(const JobFilter& filter) override { return base_.Count(filter); }
  std::optional<LedgerJob> Find(std::string_view id) override { return base_.Find(id); }
  std::vector<LedgerJob> BegunIn(int64_t from_ns, int64_t to_ns, size_t limit) override {
    return base_.BegunIn(from_ns, to_ns, limit);
  }
  std::unordered_set<std::string> Uncommitted() override { return base_.Uncommitted(); }

 private:
  JobStore& base_;
  LedgerFaults faults_;
};

class FaultyOutputs : public OutputStore {
 public:
  FaultyOutputs(OutputStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  // Half of the notes are made when it fails in the middle.
  void Note(JobRef job, std::span<const LedgerOutput> outputs) override {
    faults_.Change("note in", [&] { base_.Note(job, outputs.first(outputs.size() / 2)); });
    faults_.Change("note in", [&] { base_.Note(job, outputs.subspan(outputs.size() / 2)); });
  }
  std::vector<LedgerOutput> OfJob(std::string_view job_id) override {
    return faults_.Read("read outputs of", [&] { return base_.OfJob(job_id); });
  }
  std::vector<LedgerOutput> CommittedSince(int64_t since_ns) override { return base_.CommittedSince(since_ns); }
  std::optional<LedgerOutput> NewestValid() override { return base_.NewestValid(); }
  std::vector<JobOutput> NextToCheck(size_t limit, int64_t fence) override {
    std::vector<JobOutput> next;
    faults_.Change("check outputs in", [&] { next = base_.NextToCheck(limit, fence); });
    return next;
  }
  std::vector<LedgerOutput> Stray() override { return base_.Stray(); }
  void ForgetStray(int64_t ended_ns, int64_t fence) override {
    faults_.Change("forget", [&] { base_.ForgetStray(ended_ns, fence); });
  }
  void Retire(JobRef job, std::span<const RetiredFile> retired) override {
    faults_.Change("retire", [&] { base_.Retire(job, retired); });
  }
  std::unordered_set<std::string> Retired() override {
    return faults_.Read("read retired files of", [&] { return base_.Retired(); });
  }
  std::unordered_set<std::string> AllRetired() override { return base_.AllRetired(); }
  std::vector<RetiredFile> RetiredBy(std::string_view job_id) override { return base_.RetiredBy(job_id); }
  void MarkRetiredRemoved(int64_t fence) override {
    faults_.Change("mark removed", [&] { base_.MarkRetiredRemoved(fence); });
  }
  void RecordErasure(JobRef job, std::string_view record) override {
    faults_.Change("record erasure", [&] { base_.RecordErasure(job, record); });
  }
  std::vector<std::string> Erasures() override { return base_.Erasures(); }

 private:
  OutputStore& base_;
  LedgerFaults faults_;
};

class FaultyReplays : public ReplayStore {
 public:
  FaultyReplays(ReplayStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Note(JobRef job, std::span<const RejectKey> keys) override {
    faults_.Change("note replays in", [&] { base_.Note(job, keys); });
  }
  void ForEachSettled(const std::function<void(const RejectKey&)>& visit) override {
    faults_.Read("read replays of", [&] { base_.ForEachSettled(visit); });
  }
  void ForEachOf(std::string_view job_id, const std::function<void(const RejectKey&)>& visit) override {
    base_.ForEachOf(job_id, visit);
  }
  void Forget(std::span<const std::string> source_files, int64_t fence) override {
    faults_.Change("forget replays in", [&] { base_.Forget(source_files, fence); });
  }

 private:
  ReplayStore& base_;
  LedgerFaults faults_;
};

}  // namespace millrace
