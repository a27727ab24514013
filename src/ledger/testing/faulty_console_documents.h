// The store of documents of the console, failing at the plan's step.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/console_documents.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

class FaultyConsoleDocuments : public ConsoleDocumentStore {
 public:
  FaultyConsoleDocuments(ConsoleDocumentStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  std::vector<ConsoleDocument> ListAll(DocumentKind kind) override {
    return faults_.Read("read documents of", [&] { return base_.ListAll(kind); });
  }
  std::vector<ConsoleDocument> List(std::string_view app, DocumentKind kind) override {
    return faults_.Read("read documents of", [&] { return base_.List(app, kind); });
  }
  std::optional<ConsoleDocument> Find(std::string_view app, DocumentKind kind, std::string_view id) override {
    return faults_.Read("read a document of", [&] { return base_.Find(app, kind, id); });
  }
  bool Save(const ConsoleDocument& document) override {
    bool is_saved = false;
    faults_.Change("save a document in", [&] { is_saved = base_.Save(document); });
    return is_saved;
  }
  bool Remove(std::string_view app, DocumentKind kind, std::string_view id) override {
    bool is_removed = false;
    faults_.Change("remove a document from", [&] { is_removed = base_.Remove(app, kind, id); });
    return is_removed;
  }
  void AddRun(const SegmentRun& run) override {
    faults_.Change("record a run of a segment in", [&] { base_.AddRun(run); });
  }
  std::vector<SegmentRun> Runs(std::string_view app, std::string_view segment) override {
    return faults_.Read("read runs of segments of", [&] { return base_.Runs(app, segment); });
  }

 private:
  ConsoleDocumentStore& base_;
  LedgerFaults faults_;
};

}  // namespace millrace
