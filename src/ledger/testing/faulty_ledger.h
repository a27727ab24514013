// A ledger that fails or dies at the plan's step (ledger_faults.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/ledger.h"
#include "ledger/testing/faulty_access.h"
#include "ledger/testing/faulty_console_documents.h"
#include "ledger/testing/faulty_jobs.h"
#include "ledger/testing/faulty_load_items.h"
#include "ledger/testing/faulty_metadata.h"
#include "ledger/testing/faulty_raw_files.h"
#include "ledger/testing/faulty_workflows.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

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

class FaultyWarehouseMarks : public WarehouseMarkStore {
 public:
  FaultyWarehouseMarks(WarehouseMarkStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  LoadChanges Loads() override {
    return faults_.Read("read marks of", [&] { return base_.Loads(); });
  }
  std::optional<WarehouseMark> Find(std::string_view step) override {
    return faults_.Read("read marks of", [&] { return base_.Find(step); });
  }
  void Save(std::string_view step, const WarehouseMark& mark, const LeaseRef& lease) override {
    faults_.Change("save mark in", [&] { base_.Save(step, mark, lease); });
  }

 private:
  WarehouseMarkStore& base_;
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
        metadata_(base.metadata(), plan),
        expiries_(base.expiries(), plan),
        warehouse_marks_(base.warehouse_marks(), plan),
        access_tokens_(base.access_tokens(), plan),
        audit_log_(base.audit_log(), plan),
        console_documents_(base.console_documents(), plan),
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
  MetadataStore& metadata() override { return metadata_; }
  ExpiryStore& expiries() override { return expiries_; }
  WarehouseMarkStore& warehouse_marks() override { return warehouse_marks_; }
  AccessTokenStore& access_tokens() override { return access_tokens_; }
  AuditLog& audit_log() override { return audit_log_; }
  ConsoleDocumentStore& console_documents() override { return console_documents_; }
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
  FaultyMetadata metadata_;
  FaultyExpiries expiries_;
  FaultyWarehouseMarks warehouse_marks_;
  FaultyAccessTokens access_tokens_;
  FaultyAuditLog audit_log_;
  FaultyConsoleDocuments console_documents_;
  FaultyLeases leases_;
};

}  // namespace millrace
