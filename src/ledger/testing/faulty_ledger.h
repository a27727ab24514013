// A ledger that fails or dies at the plan's step. A change has one step before it and one after: a commit that is
// reported as failed may have happened.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/testing/fault_plan.h"
#include "ledger/ledger.h"

namespace millrace {

class LedgerFaults {
 public:
  explicit LedgerFaults(FaultPlan& plan) : plan_(plan) {}
  template <typename Action>
  void Change(const char* operation, Action action) {
    plan_.Step(operation, "ledger");
    action();
    plan_.Step(operation, "ledger (done)");
  }
  template <typename Action>
  auto Read(const char* operation, Action action) {
    plan_.Step(operation, "ledger");
    return action();
  }

 private:
  FaultPlan& plan_;
};

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
  std::vector<LedgerJob> Recent(size_t limit) override { return base_.Recent(limit); }
  std::unordered_set<std::string> Uncommitted() override { return base_.Uncommitted(); }

 private:
  JobStore& base_;
  LedgerFaults faults_;
};

class FaultyRawFiles : public RawFileStore {
 public:
  FaultyRawFiles(RawFileStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  // Half of the claims are made when it fails in the middle.
  void Claim(JobRef job, std::span<const LedgerFile> files) override {
    faults_.Change("claim in", [&] { base_.Claim(job, files.first(files.size() / 2)); });
    faults_.Change("claim in", [&] { base_.Claim(job, files.subspan(files.size() / 2)); });
  }
  void GiveBack(JobRef job, std::span<const std::string> paths) override {
    faults_.Change("give back in", [&] { base_.GiveBack(job, paths); });
  }
  void NoteContents(JobRef job, std::span<const FileContent> contents) override {
    faults_.Change("note contents in", [&] { base_.NoteContents(job, contents); });
  }
  void NoteTouched(std::string_view path, int64_t modified_ns) override {
    faults_.Change("note touched in", [&] { base_.NoteTouched(path, modified_ns); });
  }
  void NoteChangeTold(const LedgerFile& file) override {
    faults_.Change("note change in", [&] { base_.NoteChangeTold(file); });
  }
  std::vector<KnownFile> Known(std::string_view day, std::string_view after, size_t limit) override {
    return faults_.Read("read files of", [&] { return base_.Known(day, after, limit); });
  }
  std::vector<LedgerFile> OfJob(std::string_view job_id, std::string_view after, size_t limit) override {
    return faults_.Read("read files of", [&] { return base_.OfJob(job_id, after, limit); });
  }

 private:
  RawFileStore& base_;
  LedgerFaults faults_;
};

class FaultyFailingFiles : public FailingFileStore {
 public:
  FaultyFailingFiles(FailingFileStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void NoteReading(JobRef job, int worker, std::span<const std::string> paths) override {
    faults_.Change("note reading in", [&] { base_.NoteReading(job, worker, paths); });
  }
  std::vector<LedgerFile> BeingRead(std::string_view job_id) override {
    return faults_.Read("read notes of", [&] { return base_.BeingRead(job_id); });
  }
  void ForgetReading(JobRef job) override {
    faults_.Change("forget notes in", [&] { base_.ForgetReading(job); });
  }
  int Record(JobRef job, const LedgerFile& file, std::string_view reason, int64_t failed_ns) override {
    int failures = 0;
    faults_.Change("record failure in", [&] { failures = base_.Record(job, file, reason, failed_ns); });
    return failures;
  }
  std::vector<FailingFile> All() override {
    return faults_.Read("read failing files of", [&] { return base_.All(); });
  }
  void Forget(std::string_view path, int64_t fence) override {
    faults_.Change("forget failure in", [&] { base_.Forget(path, fence); });
  }
  bool Free(std::string_view path) override {
    bool known = false;
    faults_.Change("free file in", [&] { known = base_.Free(path); });
    return known;
  }

 private:
  FailingFileStore& base_;
  LedgerFaults faults_;
};

class FaultyListings : public ListingStore {
 public:
  FaultyListings(ListingStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  // Half of the records are made when it fails in the middle.
  void Save(std::string_view raw, std::span<const DayListing> days) override {
    faults_.Change("save listings in", [&] { base_.Save(raw, days.first(days.size() / 2)); });
    faults_.Change("save listings in", [&] { base_.Save(raw, days.subspan(days.size() / 2)); });
  }
  void Forget(std::string_view raw, std::span<const std::string> folders) override {
    faults_.Change("forget listings in", [&] { base_.Forget(raw, folders); });
  }
  std::vector<DayListing> Days(std::string_view raw, std::string_view after, size_t limit) override {
    return faults_.Read("read listings of", [&] { return base_.Days(raw, after, limit); });
  }
  void SaveFull(std::string_view raw, int64_t listed_ns) override {
    faults_.Change("save full listing in", [&] { base_.SaveFull(raw, listed_ns); });
  }
  int64_t LastFull(std::string_view raw) override {
    return faults_.Read("read listings of", [&] { return base_.LastFull(raw); });
  }

 private:
  ListingStore& base_;
  LedgerFaults faults_;
};

class FaultyRereads : public RereadStore {
 public:
  FaultyRereads(RereadStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void NoteContents(JobRef job, std::span<const FileContent> contents) override {
    faults_.Change("note contents in", [&] { base_.NoteContents(job, contents); });
  }
  void Note(JobRef job, std::span<const LedgerFile> files) override {
    faults_.Change("claim again in", [&] { base_.Note(job, files); });
  }
  std::vector<LedgerFile> ToHandOver(size_t limit) override { return base_.ToHandOver(limit); }
  void HandOver(std::span<const LedgerFile> files, int64_t fence) override {
    faults_.Change("hand over in", [&] { base_.HandOver(files, fence); });
  }

 private:
  RereadStore& base_;
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

class FaultyWorkflows : public WorkflowStore {
 public:
  FaultyWorkflows(WorkflowStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  bool Add(const WorkflowRun& run) override {
    bool added = false;
    faults_.Change("add workflow to", [&] { added = base_.Add(run); });
    return added;
  }
  void Save(std::string_view run_id, const WorkflowBranch& branch, const WorkflowAttempt* attempt,
            const LeaseRef& lease) override {
    faults_.Change("save workflow in", [&] { base_.Save(run_id, branch, attempt, lease); });
  }
  void ForgetBranches(std::string_view run_id, std::string_view prefix, const LeaseRef& lease) override {
    faults_.Change("forget branches in", [&] { base_.ForgetBranches(run_id, prefix, lease); });
  }
  bool RetryParked(std::string_view id) override {
    bool retried = false;
    faults_.Change("retry workflow in", [&] { retried = base_.RetryParked(id); });
    return retried;
  }
  std::optional<WorkflowRun> Find(std::string_view id) override {
    return faults_.Read("read workflow of", [&] { return base_.Find(id); });
  }
  std::vector<WorkflowRun> Unfinished(std::string_view workflow, size_t limit) override {
    return faults_.Read("read workflows of", [&] { return base_.Unfinished(workflow, limit); });
  }
  std::vector<WorkflowRun> Recent(std::string_view workflow, size_t limit) override {
    return faults_.Read("read workflows of", [&] { return base_.Recent(workflow, limit); });
  }
  std::vector<WorkflowBranch> Branches(std::string_view run_id) override {
    return faults_.Read("read branches of", [&] { return base_.Branches(run_id); });
  }
  std::vector<WorkflowAttempt> Attempts(std::string_view run_id, size_t limit) override {
    return faults_.Read("read attempts of", [&] { return base_.Attempts(run_id, limit); });
  }
  size_t Prune(int64_t before_ns, size_t limit) override {
    size_t removed = 0;
    faults_.Change("prune workflows in", [&] { removed = base_.Prune(before_ns, limit); });
    return removed;
  }

 private:
  WorkflowStore& base_;
  LedgerFaults faults_;
};

class FaultySchedules : public ScheduleStore {
 public:
  FaultySchedules(ScheduleStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Save(const ScheduleState& schedule, const LeaseRef& lease) override {
    faults_.Change("save schedule in", [&] { base_.Save(schedule, lease); });
  }
  std::optional<ScheduleState> Find(std::string_view name) override {
    return faults_.Read("read schedule of", [&] { return base_.Find(name); });
  }

 private:
  ScheduleStore& base_;
  LedgerFaults faults_;
};

class FaultyPlaces : public PlaceStore {
 public:
  FaultyPlaces(PlaceStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Save(std::string_view key, const KnownPlace& place) override {
    faults_.Change("save place in", [&] { base_.Save(key, place); });
  }
  std::optional<KnownPlace> Find(std::string_view key) override {
    return faults_.Read("read place of", [&] { return base_.Find(key); });
  }

 private:
  PlaceStore& base_;
  LedgerFaults faults_;
};

class FaultyLoadItems : public LoadItemStore {
 public:
  FaultyLoadItems(LoadItemStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  // Half of the files are registered when it fails in the middle.
  uint64_t Register(std::span<const LoadItem> items) override {
    uint64_t added = 0;
    faults_.Change("register in", [&] { added += base_.Register(items.first(items.size() / 2)); });
    faults_.Change("register in", [&] { added += base_.Register(items.subspan(items.size() / 2)); });
    return added;
  }
  std::optional<LoadItem> Find(std::string_view path) override { return base_.Find(path); }
  std::vector<LoadItem> InState(LoadState state, std::string_view table, std::string_view after,
                                size_t limit) override {
    return base_.InState(state, table, after, limit);
  }
  std::vector<LoadItem> Waiting(std::string_view table, size_t limit) override {
    return faults_.Read("read load items of", [&] { return base_.Waiting(table, limit); });
  }
  std::vector<LoadItemCounts> Counts() override { return base_.Counts(); }
  uint64_t Claim(std::string_view load_id, std::span<const std::string> paths, int64_t fence) override {
    uint64_t claimed = 0;
    faults_.Change("claim for load in", [&] { base_.Claim(load_id, paths.first(paths.size() / 2), fence); });
    faults_.Change("claim for load in",
                   [&] { claimed = base_.Claim(load_id, paths.subspan(paths.size() / 2), fence); });
    return claimed;
  }
  std::vector<std::string> ClaimedLoads() override {
    return faults_.Read("read loads of", [&] { return base_.ClaimedLoads(); });
  }
  std::vector<LoadItem> OfLoad(std::string_view load_id) override { return base_.OfLoad(load_id); }
  void Finish(std::string_view load_id, const End& end, int64_t fence) override {
    faults_.Change("finish load in", [&] { base_.Finish(load_id, end, fence); });
  }
  void GiveBack(std::string_view load_id, int64_t fence) override {
    faults_.Change("give back load in", [&] { base_.GiveBack(load_id, fence); });
  }
  uint64_t RetryFailed(int64_t fence) override {
    uint64_t retried = 0;
    faults_.Change("retry loads in", [&] { retried = base_.RetryFailed(fence); });
    return retried;
  }
  std::vector<LoadItem> WithRejects(size_t limit) override {
    return faults_.Read("read load items of", [&] { return base_.WithRejects(limit); });
  }
  void NoteRejects(JobRef job, std::span<const std::string> paths) override {
    faults_.Change("note rejects in", [&] { base_.NoteRejects(job, paths); });
  }
  void Forget(std::span<const std::string> paths, int64_t fence) override {
    faults_.Change("forget load items in", [&] { base_.Forget(paths, fence); });
  }
  std::vector<LedgerJob> JobsToRegister(size_t limit) override {
    return faults_.Read("read jobs to register of", [&] { return base_.JobsToRegister(limit); });
  }
  std::vector<LedgerJob> JobsRetiring() override {
    return faults_.Read("read retiring jobs of", [&] { return base_.JobsRetiring(); });
  }
  void MarkRegistered(std::string_view job_id, int64_t fence) override {
    faults_.Change("mark registered in", [&] { base_.MarkRegistered(job_id, fence); });
  }
  void RecordRetirement(std::string_view job_id, std::string_view table, std::string_view app, std::string_view record,
                        int64_t fence) override {
    faults_.Change("record retirement in", [&] { base_.RecordRetirement(job_id, table, app, record, fence); });
  }
  std::vector<std::string> Retirements(std::string_view job_id) override { return base_.Retirements(job_id); }
  std::vector<RegisteredApp> Apps() override { return base_.Apps(); }
  void RegisterApp(const RegisteredApp& app, int64_t fence) override {
    faults_.Change("register app in", [&] { base_.RegisterApp(app, fence); });
  }

 private:
  LoadItemStore& base_;
  LedgerFaults faults_;
};

class FaultyLeases : public LeaseStore {
 public:
  FaultyLeases(LeaseStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  Lease Find(std::string_view name) override {
    return faults_.Read("read lease of", [&] { return base_.Find(name); });
  }
  std::optional<int64_t> Take(const Lease& seen, const ProcessIdentity& owner, int64_t now_ns) override {
    std::optional<int64_t> fence;
    faults_.Change("take lease of", [&] { fence = base_.Take(seen, owner, now_ns); });
    return fence;
  }
  bool Beat(std::string_view name, int64_t fence) override { return base_.Beat(name, fence); }
  void GiveBack(std::string_view name, int64_t fence) override {
    faults_.Change("give back lease of", [&] { base_.GiveBack(name, fence); });
  }

 private:
  LeaseStore& base_;
  LedgerFaults faults_;
};

class FaultyLedger : public Ledger {
 public:
  // Nothing is owned.
  FaultyLedger(Ledger& base, FaultPlan& plan)
      : base_(base),
        faults_(plan),
        jobs_(base.jobs(), plan),
        raw_files_(base.raw_files(), plan),
        failing_files_(base.failing_files(), plan),
        listings_(base.listings(), plan),
        rereads_(base.rereads(), plan),
        outputs_(base.outputs(), plan),
        replays_(base.replays(), plan),
        workflows_(base.workflows(), plan),
        schedules_(base.schedules(), plan),
        places_(base.places(), plan),
        load_items_(base.load_items(), plan),
        leases_(base.leases(), plan) {}

  JobStore& jobs() override { return jobs_; }
  RawFileStore& raw_files() override { return raw_files_; }
  FailingFileStore& failing_files() override { return failing_files_; }
  ListingStore& listings() override { return listings_; }
  RereadStore& rereads() override { return rereads_; }
  OutputStore& outputs() override { return outputs_; }
  ReplayStore& replays() override { return replays_; }
  WorkflowStore& workflows() override { return workflows_; }
  ScheduleStore& schedules() override { return schedules_; }
  PlaceStore& places() override { return places_; }
  LoadItemStore& load_items() override { return load_items_; }
  LeaseStore& leases() override { return leases_; }
  // Signs of life come at times of their own, so the plan does not count them.
  std::unique_ptr<LeaseStore> OpenLeases() override { return base_.OpenLeases(); }
  LedgerSummary Summary() override { return base_.Summary(); }
  void CopyTo(const std::string& path) override {
    faults_.Read("copy", [&] { base_.CopyTo(path); });
  }

 private:
  Ledger& base_;
  LedgerFaults faults_;
  FaultyJobs jobs_;
  FaultyRawFiles raw_files_;
  FaultyFailingFiles failing_files_;
  FaultyListings listings_;
  FaultyRereads rereads_;
  FaultyOutputs outputs_;
  FaultyReplays replays_;
  FaultyWorkflows workflows_;
  FaultySchedules schedules_;
  FaultyPlaces places_;
  FaultyLoadItems load_items_;
  FaultyLeases leases_;
};

}  // namespace millrace
