// The stores of metadata scans and expiries, failing at the plan's step.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/expiries.h"
#include "ledger/metadata.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

class FaultyMetadata : public MetadataStore {
 public:
  FaultyMetadata(MetadataStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Write(std::string_view app, int64_t scan, std::span<const MetadataEntry> entries, int64_t fence) override {
    faults_.Change("write metadata in", [&] { base_.Write(app, scan, entries, fence); });
  }
  void Finish(const MetadataScanRecord& scan, int64_t fence) override {
    faults_.Change("finish scan in", [&] { base_.Finish(scan, fence); });
  }
  std::vector<MetadataScanRecord> Scans() override {
    return faults_.Read("read scans of", [&] { return base_.Scans(); });
  }
  std::vector<MetadataEntry> Entries(MetadataKind kind, std::string_view name) override {
    return faults_.Read("read metadata of", [&] { return base_.Entries(kind, name); });
  }
  std::vector<MetadataEntry> Search(const MetadataFilter& filter, size_t offset, size_t limit) override {
    return base_.Search(filter, offset, limit);
  }
  uint64_t Count(const MetadataFilter& filter) override { return base_.Count(filter); }
  void Describe(std::string_view app, MetadataKind kind, std::string_view name, std::string_view text) override {
    faults_.Change("describe in", [&] { base_.Describe(app, kind, name, text); });
  }

 private:
  MetadataStore& base_;
  LedgerFaults faults_;
};

class FaultyExpiries : public ExpiryStore {
 public:
  FaultyExpiries(ExpiryStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Save(const ExpiryRecord& expiry, int64_t fence) override {
    faults_.Change("save expiry in", [&] { base_.Save(expiry, fence); });
  }
  std::optional<ExpiryRecord> Last() override {
    return faults_.Read("read expiry of", [&] { return base_.Last(); });
  }

 private:
  ExpiryStore& base_;
  LedgerFaults faults_;
};

}  // namespace millrace
