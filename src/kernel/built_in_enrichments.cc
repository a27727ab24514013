#include "kernel/built_in_enrichments.h"

#include <string>
#include <utility>

#include <arrow/record_batch.h>

#include "enrich/enriched_columns.h"
#include "kernel/event_enricher.h"
#include "kernel/new_text_columns.h"

namespace millrace {
namespace {

class BuiltInEnrichment : public BatchEnrichment {
 public:
  BuiltInEnrichment(const Enrichments& one, const BatchContract& contract) : contract_(contract), enricher_(one) {}

  BatchChanges Run(const arrow::RecordBatch& events, SentValues& values) override {
    NewTextColumns columns(events, contract_.sets);
    for (int64_t row = 0; row < events.num_rows(); ++row) {
      columns.Load(row, event_);
      enricher_.EnrichSent(values.At(row), event_);
      columns.Append(event_);
    }
    return columns.Finish();
  }

 private:
  const BatchContract& contract_;
  EventEnricher enricher_;
  EventRow event_;  // only the columns that are set
};

class BuiltInSource : public BatchEnrichmentSource {
 public:
  // `one`: only the part that the name stands for.
  BuiltInSource(std::string name, Enrichments one) : enrichments_(std::move(one)) {
    contract_.name = std::move(name);
    contract_.asks_for_sent = true;
    for (size_t i = 0; i < kEventColumnCount; ++i) {
      const auto column = static_cast<EventColumn>(i);
      if (IsSetBy(contract_.name, column)) contract_.sets.push_back(column);
    }
  }
  const BatchContract& contract() const override { return contract_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override {
    return std::make_unique<BuiltInEnrichment>(enrichments_, contract_);
  }

 private:
  BatchContract contract_;
  Enrichments enrichments_;
};

}  // namespace

std::unique_ptr<BatchEnrichmentSource> IpEnrichment(const GeoDatabase& database) {
  return std::make_unique<BuiltInSource>("ip", Enrichments{.geo = &database});
}

std::unique_ptr<BatchEnrichmentSource> UserAgentEnrichment(const UserAgentRules& rules) {
  return std::make_unique<BuiltInSource>("user_agent", Enrichments{.user_agents = &rules});
}

std::unique_ptr<BatchEnrichmentSource> TrafficSourceEnrichment(const TrafficSourceRules& rules) {
  return std::make_unique<BuiltInSource>("traffic_source", Enrichments{.traffic_source = &rules});
}

}  // namespace millrace
