#include "kernel/event_processor.h"

#include "core/utf8.h"
#include "kernel/event_limits.h"

namespace millrace {
namespace {

using E = EventColumn;

}  // namespace

EventProcessor::EventProcessor(const KernelOptions& options, const Enrichments& enrichments, const JobTexts& job,
                               SeenItems& seen_items, PartitionRegistry& partitions, BatchSink& sink,
                               Counters& counters, KernelTrace* trace)
    : options_(options),
      counters_(counters),
      seen_items_(seen_items),
      trace_(trace),
      stage_(MakeStage(enrichments.on_batches, sink)),
      // A third for batches and what waits beside them, a twelfth for users and sessions, which are written as partial
      // rows that merge (principle 7). The rest is for what does not grow with the input: buffers of the current line,
      // caches, and a batch on its way to the lake.
      writer_(job, stage_ ? *stage_ : sink, counters, options.memory_bytes / 3),
      partitions_(partitions, DayOf(job.created_us / 1000)),
      rejects_(options, job, counters, partitions_, writer_, trace),
      enricher_(enrichments),
      aggregates_(std::make_unique<Aggregates>()) {
  request_.agent_on_batches = enrichments.agent_on_batches;
}

std::unique_ptr<EnrichmentStage> EventProcessor::MakeStage(const std::vector<const BatchEnrichmentSource*>& steps,
                                                           BatchSink& sink) {
  if (steps.empty()) return nullptr;
  return std::make_unique<EnrichmentStage>(
      steps, sink, counters_,
      [this](const HeldEvents::Event& event, std::string_view plugin, NullableText detail) {
        SettleHeld(event, plugin, detail);
      },
      trace_);
}

void EventProcessor::BeginRequest(const RawRow& sent) {
  ++request_.serial;
  rejects_.BeginRequest();
  if (request_.client->events_bring_agent) return;
  LookUp({sent.ip, sent.ua, sent.app_id});
  request_.ua = request_.row->ua;
}

void EventProcessor::LookUp(const LookupInput& input) {
  request_.ua = input.user_agent;
  request_.found = enricher_.LookUp(input);
  if (enricher_.DependsOnApp()) found_app_ = input.app_id;
  if (trace_ != nullptr) trace_->LookedUp(input, request_.found);
}

// Of an event that does not have the results of its request: its client's events contain what is looked up, or its app
// is not that of the request.
void EventProcessor::LookUpAgain(const EventRow& event) {
  ++request_.serial;  // what rows share is this event's alone
  LookUp(EventEnricher::InputOf(event, *request_.row, *request_.client));
}

void EventProcessor::Process(EventRow& event, size_t index) {
  if (trace_ != nullptr) trace_->Event(event, index, request_);
  if (event.reject) return rejects_.RejectEvent(*event.reject, event.reject_detail, event, index, request_);
  if (request_.client->events_bring_agent || (enricher_.DependsOnApp() && found_app_ != event.Text(E::app_id))) {
    LookUpAgain(event);
  }
  if (const UserAgent* agent = request_.found.user_agent; options_.filter_bots && agent != nullptr && agent->is_bot) {
    return rejects_.RejectEvent(RejectReason::bot, agent->device, event, index, request_);
  }
  enricher_.EnrichRow(request_, event, trace_);
  CutTexts(event, counters_);
  if (!partitions_.AdmitsEvent(event.Text(E::app_id), DayOf(*event.Int(E::event_time_msec)))) {
    return rejects_.RejectEvent(RejectReason::partition_limit,
                                "the run has reached the limit processing.max_partitions", event, index, request_);
  }
  if (trace_ != nullptr) trace_->Enriched(event, request_);
  WriteRow(event, index, false, event.derived_count > 0);
  if (event.derived_count > 0) WriteDerived(event, index);
  if (aggregates_->memory_bytes() > options_.memory_bytes / 12) aggregates_->Write(writer_);
}

// Rows that the event implies. They differ from it in id and name only, and add nothing to its user.
void EventProcessor::WriteDerived(EventRow& event, size_t index) {
  for (size_t i = 0; i < event.derived_count; ++i) {
    event.SetText(E::event_id, TruncateUtf8(event.derived[i].event_id, MaxBytesOf(E::event_id)));
    event.SetText(E::event_name, event.derived[i].event_name);
    WriteRow(event, index, true, i + 1U < event.derived_count);
  }
}

// `more`: another row of the same event follows.
void EventProcessor::WriteRow(const EventRow& event, size_t index, bool derived, bool more) {
  if (!stage_ || !stage_->holds()) {
    writer_.WriteEvent(event, request_);
    return Settle(event, request_, derived);
  }
  const size_t held_bytes = stage_->Hold(event, request_, index, derived);
  writer_.WriteEvent(event, request_, more, held_bytes);
}

// What follows from an event whose values are final; `derived` from another one.
void EventProcessor::Settle(const EventRow& event, const Request& from, bool derived) {
  if (derived) {
    ++counters_.events_derived;
    return aggregates_->AddSession(event, from);
  }
  counters_.events_clock_corrected += event.clock.adjusted;
  WriteItems(event);
  aggregates_->Add(event, from);
}

void EventProcessor::SettleHeld(const HeldEvents::Event& event, std::string_view plugin, NullableText detail) {
  if (detail.data() == nullptr) return Settle(event.row, event.request, event.derived);
  ++counters_.rejected_by_plugin[std::string(plugin)];
  rejects_.BeginRequest();
  rejects_.RejectEvent(RejectReason::plugin, std::string(plugin) + ": " + std::string(detail), event.row, event.index,
                       event.request);
  rejects_.BeginRequest();
}

void EventProcessor::WriteItems(const EventRow& event) {
  counters_.items_read += event.items.size() + event.items_without_id;
  counters_.items_without_id += event.items_without_id;
  event.items.ForEach([&](const ItemRow& item) {
    item_key_.clear();
    for (const std::string_view part : {event.Text(E::app_id), event.Text(E::event_id), event.Text(E::user_pseudo_id),
                                        item.text[static_cast<size_t>(ItemColumn::item_id)]}) {
      const uint64_t size = part.size();  // so that no two keys have the same bytes
      item_key_.append(reinterpret_cast<const char*>(&size), sizeof size).append(part);
    }
    if (seen_items_.Add(XXH3_128bits(item_key_.data(), item_key_.size()))) {
      writer_.WriteItem(event, item);
    } else {
      ++counters_.items_duplicate;
    }
  });
}

void EventProcessor::Finish() {
  if (!stage_) return;
  writer_.FlushEvents();
  stage_->Finish();
}

void EventProcessor::TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& batches,
                             std::vector<std::unique_ptr<Aggregates>>& aggregates) {
  writer_.TakeAll(batches);
  aggregates.push_back(std::move(aggregates_));
}

}  // namespace millrace
