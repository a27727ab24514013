// Turns bound events into rows of all tables: enriches an event, rejects bots and events beyond the limit of
// partitions, cuts texts, writes the event and those it implies, and adds it to its user and session. If a plug-in may
// still reject or change the event, items, users and sessions wait until its batch has passed (EnrichmentStage).
//
// Not thread-safe; one per worker.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/aggregates.h"
#include "kernel/enrichment_stage.h"
#include "kernel/event_enricher.h"
#include "kernel/kernel.h"
#include "kernel/kernel_trace.h"
#include "kernel/partition_registry.h"
#include "kernel/reject_writer.h"
#include "kernel/request.h"
#include "kernel/row_writer.h"
#include "kernel/shared.h"

namespace millrace {

class EventProcessor {
 public:
  // `trace` may be null; all other arguments must outlive this object.
  EventProcessor(const KernelOptions& options, const Enrichments& enrichments, const JobTexts& job,
                 SeenItems& seen_items, PartitionRegistry& partitions, BatchSink& sink, Counters& counters,
                 KernelTrace* trace);

  // Begins the request described by `request()`. Sets its serial and looks up location and user agent for its row,
  // `sent`; `request()` may have shorter texts than that row (request_texts.h).
  void BeginRequest(const RawRow& sent);
  // An event of the request; `index` is its position there.
  void Process(EventRow& event, size_t index);
  // After the last event: sends the batches in memory through the plug-ins, whose failures are thrown.
  void Finish();
  // Hands over everything that is still in memory after Finish.
  void TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& batches,
               std::vector<std::unique_ptr<Aggregates>>& aggregates);

  Request& request() { return request_; }
  RejectWriter& rejects() { return rejects_; }

 private:
  std::unique_ptr<EnrichmentStage> MakeStage(const std::vector<const BatchEnrichmentSource*>& steps, BatchSink& sink);
  void LookUp(const LookupInput& input);
  void LookUpAgain(const EventRow& event);
  void WriteDerived(EventRow& event, size_t index);
  void WriteRow(const EventRow& event, size_t index, bool derived, bool more);
  void Settle(const EventRow& event, const Request& from, bool derived);
  void SettleHeld(const HeldEvents::Event& event, std::string_view plugin, NullableText detail);
  void WriteItems(const EventRow& event);

  const KernelOptions& options_;
  Counters& counters_;
  SeenItems& seen_items_;
  KernelTrace* const trace_;
  std::unique_ptr<EnrichmentStage> stage_;  // null if nothing is done to batches
  RowWriter writer_;
  PartitionAdmission partitions_;
  RejectWriter rejects_;
  EventEnricher enricher_;
  std::unique_ptr<Aggregates> aggregates_;
  Request request_;
  std::string found_app_;  // for which the user agent was looked up, if that matters
  std::string item_key_;
};

}  // namespace millrace
