#include "kernel/enrichment_stage.h"

#include <algorithm>
#include <numeric>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "core/error.h"
#include "kernel/batch_changes.h"
#include "kernel/event_enricher.h"
#include "kernel/row_writer.h"
#include "kernel/traffic_source_input.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

// The held events of a batch as SentValues.
class HeldValues : public SentValues {
 public:
  // `rows`: the held events that are still in `events`; `changed`: columns that were set since the events are held.
  HeldValues(const HeldEvents& held, const std::vector<size_t>& rows, const arrow::RecordBatch& events,
             const std::vector<EventColumn>& changed, KernelTrace* trace)
      : held_(held), rows_(rows), events_(events), changed_(changed), trace_(trace) {
    row_.trace = trace;
  }

  const Row& At(int64_t row) override {
    held_.Get(rows_[static_cast<size_t>(row)], event_);
    for (const EventColumn column : changed_) {
      if (TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].type != ColumnType::kText) continue;
      event_.row.SetText(RawSlotOf(column), TextAt(*events_.column(static_cast<int>(column)), row));
    }
    const ClientTraits& client = *event_.request.client;
    const LookupInput input = EventEnricher::InputOf(event_.row, event_.raw, client);
    row_.ip = input.ip;
    row_.user_agent = input.user_agent;
    row_.app_id = input.app_id;
    row_.event_wins = client.event_wins;
    row_.has_attributes = event_.row.has_attributes;
    row_.source = TrafficSourceInputOf(event_.row, 0, clid_);
    if (trace_ != nullptr) trace_->Resumed(event_.row, event_.index);
    return row_;
  }

 private:
  const HeldEvents& held_;
  const std::vector<size_t>& rows_;
  const arrow::RecordBatch& events_;
  const std::vector<EventColumn>& changed_;
  KernelTrace* const trace_;
  HeldEvents::Event event_;
  std::string clid_;
  Row row_;
};

}  // namespace

EnrichmentStage::EnrichmentStage(const std::vector<const BatchEnrichmentSource*>& sources, BatchSink& sink,
                                 Counters& counters, Settle settle, KernelTrace* trace)
    : sink_(sink), counters_(counters), settle_(std::move(settle)), trace_(trace) {
  for (const BatchEnrichmentSource* source : sources) {
    const BatchContract& contract = source->contract();
    steps_.push_back({&contract, source->NewInstance()});
    keeps_.original |= contract.may_reject;
    keeps_.sent |= contract.asks_for_sent;
    for (const EventColumn column : contract.sets) {
      if (FeedsOtherTables(column) && std::ranges::find(feeding_, column) == feeding_.end()) feeding_.push_back(column);
    }
  }
  holds_ = keeps_.original || keeps_.sent || !feeding_.empty();
}

EnrichmentStage::~EnrichmentStage() = default;

HeldEvents& EnrichmentStage::HeldOf(std::string_view app, int32_t day) {
  if (last_ != nullptr && last_partition_->day == day && last_partition_->app == app) return *last_;
  const auto at = held_.try_emplace(Partition{std::string(app), day}, keeps_).first;
  last_partition_ = &at->first;
  last_ = &at->second;
  return *last_;
}

size_t EnrichmentStage::Hold(const EventRow& event, const Request& request, size_t index, bool derived) {
  HeldEvents& held = HeldOf(event.Text(EventColumn::app_id), DayOf(*event.Int(EventColumn::event_time_msec)));
  const size_t before = held.size() == 0 ? 0 : held.held_bytes();
  held.Add(event, request, index, derived);
  return held.held_bytes() - before;
}

void EnrichmentStage::Write(TableId table, const Partition& partition,
                            const std::shared_ptr<arrow::RecordBatch>& batch) {
  if (table != TableId::kEvent) return sink_.Write(table, partition, batch);
  HeldEvents held(keeps_);
  if (holds_) {
    const auto found = held_.find(partition);
    MILLRACE_CHECK(found != held_.end() && found->second.size() == static_cast<size_t>(batch->num_rows()));
    held = std::move(found->second);
    held_.erase(found);
    last_ = nullptr;
  }
  std::shared_ptr<arrow::RecordBatch> events = batch;
  std::vector<size_t> rows(static_cast<size_t>(batch->num_rows()));  // those of `batch` that are still in `events`
  std::iota(rows.begin(), rows.end(), size_t{0});
  std::vector<EventColumn> changed;
  for (const Step& step : steps_) {
    HeldValues sent(held, rows, *events, changed, trace_);
    const BatchChanges changes = step.enrichment->Run(*events, sent);
    changed.insert(changed.end(), step.contract->sets.begin(), step.contract->sets.end());
    counters_.texts_truncated += changes.texts_truncated;
    if (changes.too_long_json > 0) counters_.lenient_fields["traffic_source_clid"] += changes.too_long_json;
    events = ApplyChanges(events, changes, counters_.custom_parameters_dropped);
    if (changes.rejected == nullptr || changes.rejected->null_count() == changes.rejected->length()) continue;
    events = WithoutRejected(events, *changes.rejected, step.contract->name, held, rows);
    if (events == nullptr) return;
  }
  sink_.Write(table, partition, events);
  if (holds_) Settled(*events, rows, held);
}

// An event and the events derived from it are kept or rejected together, because the original in the reject stands for
// all of them.
std::shared_ptr<arrow::RecordBatch> EnrichmentStage::WithoutRejected(const std::shared_ptr<arrow::RecordBatch>& events,
                                                                     const arrow::Array& why, const std::string& plugin,
                                                                     const HeldEvents& held,
                                                                     std::vector<size_t>& rows) {
  std::vector<bool> keep(rows.size(), true);
  for (size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    const size_t origin = held.OriginOf(rows[begin]);
    size_t rejected = rows.size();  // the first rejected one, if any
    for (end = begin; end < rows.size() && held.OriginOf(rows[end]) == origin; ++end) {
      if (rejected == rows.size() && !why.IsNull(static_cast<int64_t>(end))) rejected = end;
    }
    if (rejected == rows.size()) continue;
    std::fill(keep.begin() + static_cast<ptrdiff_t>(begin), keep.begin() + static_cast<ptrdiff_t>(end), false);
    counters_.rows_written[static_cast<size_t>(TableId::kEvent)] -= end - begin;
    held.Get(origin, event_);
    settle_(event_, plugin, static_cast<const arrow::StringArray&>(why).GetView(static_cast<int64_t>(rejected)));
  }
  size_t kept = 0;
  for (size_t row = 0; row < keep.size(); ++row) {
    if (keep[row]) rows[kept++] = rows[row];
  }
  rows.resize(kept);
  return KeepRows(events, keep);
}

void EnrichmentStage::Settled(const arrow::RecordBatch& events, const std::vector<size_t>& rows,
                              const HeldEvents& held) {
  for (size_t row = 0; row < rows.size(); ++row) {
    held.Get(rows[row], event_);
    for (const EventColumn column : feeding_) {
      ReadColumn(*events.column(static_cast<int>(column)), static_cast<int64_t>(row), column, event_.row);
    }
    settle_(event_, {}, {});
  }
}

void EnrichmentStage::Finish() {
  for (const Step& step : steps_) step.enrichment->Finish();
}

}  // namespace millrace
