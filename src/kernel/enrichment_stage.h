// A sink between row writer and lake: each batch of event_v2 passes through the plug-ins in their order; batches of
// other tables are passed on. If a plug-in may reject an event, or change values that items, users and sessions are
// derived from, these wait in HeldEvents until the batch has passed, so that all tables agree.
//
// Not thread-safe; one per worker.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "enrich/batch_enrichment.h"
#include "kernel/counters.h"
#include "kernel/held_events.h"
#include "kernel/kernel_trace.h"
#include "schema/batch_sink.h"

namespace millrace {

class EnrichmentStage : public BatchSink {
 public:
  // Called for each held event: `detail` is null if it stays, else the reason why `plugin` rejected it. Not called for
  // events that are derived from a rejected one.
  using Settle = std::function<void(const HeldEvents::Event&, std::string_view plugin, NullableText detail)>;

  // The sources, `sink`, `counters` and `trace`, which may be null, must outlive the stage.
  EnrichmentStage(const std::vector<const BatchEnrichmentSource*>& sources, BatchSink& sink, Counters& counters,
                  Settle settle, KernelTrace* trace = nullptr);
  ~EnrichmentStage() override;

  // Whether events have to be held. If not, Hold must not be called.
  bool holds() const { return holds_; }
  // Holds an event; call before it is written into its batch. `derived`: see HeldEvents::Add. Returns by how many bytes
  // the held events have grown.
  size_t Hold(const EventRow& event, const Request& request, size_t index, bool derived);
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;
  // Call after the last batch.
  void Finish();

 private:
  struct Step {
    const BatchContract* contract;
    std::unique_ptr<BatchEnrichment> enrichment;
  };

  HeldEvents& HeldOf(std::string_view app, int32_t day);
  std::shared_ptr<arrow::RecordBatch> WithoutRejected(const std::shared_ptr<arrow::RecordBatch>& events,
                                                      const arrow::Array& why, const std::string& plugin,
                                                      const HeldEvents& held, std::vector<size_t>& rows);
  void Settled(const arrow::RecordBatch& events, const std::vector<size_t>& rows, const HeldEvents& held);

  std::vector<Step> steps_;
  BatchSink& sink_;
  Counters& counters_;
  Settle settle_;
  KernelTrace* trace_;
  bool holds_ = false;
  HeldEvents::Keeps keeps_;
  std::vector<EventColumn> feeding_;  // columns that plug-ins set and from which other tables are derived
  std::map<Partition, HeldEvents> held_;
  const Partition* last_partition_ = nullptr;
  HeldEvents* last_ = nullptr;
  HeldEvents::Event event_;
};

}  // namespace millrace
