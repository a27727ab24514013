// The stores of raw files and their directories, failing at the plan's step.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/failing_files.h"
#include "ledger/listings.h"
#include "ledger/raw_files.h"
#include "ledger/rereads.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

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

}  // namespace millrace
