// Between the row writer and the sink: each batch of event_v2 passes the plug-ins in their order; all else goes
// straight on. Where a plug-in may reject an event, or change what items, users and sessions are made from, these wait
// in HeldEvents until the batch has passed, so that all tables agree.
//
// One a worker, not thread-safe.
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
  // What happens to a held event: `detail` is null when it stays, else why `plugin` rejected it. Events that were
  // derived from a rejected one are gone without a word.
  using Settle = std::function<void(const HeldEvents::Event&, std::string_view plugin, NullableText detail)>;

  // The sources, `sink`, `counters` and `trace`, which may be null, must outlive the stage.
  EnrichmentStage(const std::vector<const BatchEnrichmentSource*>& sources, BatchSink& sink, Counters& counters,
                  Settle settle, KernelTrace* trace = nullptr);
  ~EnrichmentStage() override;

  // Whether events have to be held; else Hold is not to be called.
  bool holds() const { return holds_; }
  // Before the event is written into its batch; `derived` as HeldEvents::Add says. Returns by how many bytes what is
  // held has grown.
  size_t Hold(const EventRow& event, const Request& request, size_t index, bool derived);
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;
  // After the last batch.
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
  std::vector<EventColumn> feeding_;  // columns that plug-ins set and other tables are made from
  std::map<Partition, HeldEvents> held_;
  const Partition* last_partition_ = nullptr;
  HeldEvents* last_ = nullptr;
  HeldEvents::Event event_;
};

}  // namespace millrace
