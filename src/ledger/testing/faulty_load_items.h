// The store of lake files on their way into the warehouse, failing at the plan's step.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/load_items.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

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
  std::vector<LoadItem> List(const LoadItemFilter& filter, size_t offset, size_t limit) override {
    return base_.List(filter, offset, limit);
  }
  LoadStateCounts CountStates(const LoadItemFilter& filter) override { return base_.CountStates(filter); }
  std::string LoadMark() override {
    return faults_.Read("read load mark of", [&] { return base_.LoadMark(); });
  }
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
  uint64_t LoadAgain(int64_t fence) override {
    uint64_t again = 0;
    faults_.Change("load again in", [&] { again = base_.LoadAgain(fence); });
    return again;
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

}  // namespace millrace
