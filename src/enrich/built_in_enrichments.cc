#include "enrich/built_in_enrichments.h"

#include <algorithm>
#include <array>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/record_batch.h>

#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr std::array<E, 5> kPlaceColumns = {E::geo_continent, E::geo_country, E::geo_region, E::geo_metro, E::geo_city};
constexpr std::array<E, 8> kAgentColumns = {E::device_mobile_brand_name,
                                            E::device_mobile_model_name,
                                            E::device_ua_browser,
                                            E::device_ua_browser_version,
                                            E::device_ua_os,
                                            E::device_ua_os_version,
                                            E::device_ua_device,
                                            E::device_ua_device_category};
constexpr std::array<E, 10> kSourceColumns = {E::traffic_source_source,        E::traffic_source_medium,
                                              E::traffic_source_campaign,      E::traffic_source_content,
                                              E::traffic_source_term,          E::traffic_source_campaign_id,
                                              E::traffic_source_clid_platform, E::traffic_source_clid,
                                              E::traffic_source_channel_group, E::traffic_source_category};
constexpr std::array<E, 5> kSourceInputs = {E::page_view_page_url, E::page_view_page_referrer,
                                            E::page_view_latest_referrer, E::page_view_latest_referrer_host,
                                            E::page_view_hostname};

// A text column that is made anew, row by row, from its old values.
class NewTexts {
 public:
  NewTexts(const arrow::RecordBatch& events, E column)
      : column_(column), old_(*events.column(static_cast<int>(column))) {
    Must(builder_.Reserve(events.num_rows()));
  }

  bool HasOld(int64_t row) const { return !old_.IsNull(row); }
  bool HasText(int64_t row) const { return HasOld(row) && !TextAt(old_, row).empty(); }
  void Keep(int64_t row) { HasOld(row) ? Must(builder_.Append(TextAt(old_, row))) : Must(builder_.AppendNull()); }
  // Null data: no text.
  void Set(std::string_view text) {
    if (text.data() == nullptr) return Must(builder_.AppendNull());
    const Column& column = TableOf(TableId::kEvent).columns[static_cast<size_t>(column_)];
    const std::string_view cut = CutToColumn(column, text);
    if (cut.data() == nullptr) {
      ++too_long_;
      return Must(builder_.AppendNull());
    }
    truncated_ += cut.size() < text.size();
    Must(builder_.Append(cut));
  }
  void Finish(BatchChanges& changes) {
    changes.columns.emplace_back(column_, Must(builder_.Finish()));
    changes.texts_truncated += truncated_;
    changes.too_long_json += too_long_;
  }
  E column() const { return column_; }

 private:
  E column_;
  const arrow::Array& old_;
  arrow::StringBuilder builder_;
  uint64_t truncated_ = 0;
  uint64_t too_long_ = 0;
};

std::vector<NewTexts> Columns(const arrow::RecordBatch& events, std::span<const E> columns) {
  std::vector<NewTexts> texts;
  texts.reserve(columns.size());
  for (const E column : columns) texts.emplace_back(events, column);
  return texts;
}

BatchChanges Changes(std::vector<NewTexts>& columns) {
  BatchChanges changes;
  for (NewTexts& column : columns) column.Finish(changes);
  return changes;
}

// What was found takes the place of what is there, but for what the event itself may know better.
void Merge(std::string_view found, const SentValues::Row& sent, int64_t row, NewTexts& column) {
  const bool keeps =
      found.data() == nullptr ||
      (column.HasOld(row) && std::ranges::find(sent.event_wins, column.column()) != sent.event_wins.end());
  keeps ? column.Keep(row) : column.Set(found);
}

class ByIp : public BatchEnrichment {
 public:
  explicit ByIp(const GeoDatabase& database) : locator_(database) {}
  BatchChanges Run(const arrow::RecordBatch& events, SentValues& values) override {
    auto columns = Columns(events, kPlaceColumns);
    for (int64_t row = 0; row < events.num_rows(); ++row) {
      const SentValues::Row& sent = values.At(row);
      static constexpr GeoLocation kNowhere{};
      const GeoLocation& place = sent.ip.empty() ? kNowhere : locator_.Locate(sent.ip);
      const std::string_view found[] = {place.continent, place.country, place.region, place.metro, place.city};
      for (size_t i = 0; i < columns.size(); ++i) Merge(found[i], sent, row, columns[i]);
    }
    return Changes(columns);
  }

 private:
  IpLocator locator_;
};

class ByUserAgent : public BatchEnrichment {
 public:
  explicit ByUserAgent(const UserAgentRules& rules) : parser_(rules) {}
  BatchChanges Run(const arrow::RecordBatch& events, SentValues& values) override {
    auto columns = Columns(events, kAgentColumns);
    for (int64_t row = 0; row < events.num_rows(); ++row) {
      const SentValues::Row& sent = values.At(row);
      static constexpr UserAgent kNobody{};
      const UserAgent& agent = sent.user_agent.empty() ? kNobody : parser_.Parse(sent.user_agent, sent.app_id);
      const std::string_view found[] = {agent.brand, agent.model,      agent.browser, agent.browser_version,
                                        agent.os,    agent.os_version, agent.device,  agent.category};
      constexpr size_t kFilledWhereEmpty = 2;
      for (size_t i = 0; i < columns.size(); ++i) {
        if (i < kFilledWhereEmpty && (found[i].data() == nullptr || columns[i].HasText(row))) {
          columns[i].Keep(row);
        } else {
          Merge(found[i], sent, row, columns[i]);
        }
      }
    }
    return Changes(columns);
  }

 private:
  UserAgentParser parser_;
};

class ByTrafficSource : public BatchEnrichment {
 public:
  explicit ByTrafficSource(const TrafficSourceRules& rules) : classifier_(rules) {}
  BatchChanges Run(const arrow::RecordBatch& events, SentValues& values) override {
    auto columns = Columns(events, kSourceColumns);
    for (int64_t row = 0; row < events.num_rows(); ++row) {
      const SentValues::Row& sent = values.At(row);
      if (!sent.has_attributes) {
        for (NewTexts& column : columns) column.Keep(row);
        continue;
      }
      const TrafficSource& found = classifier_.Classify(sent.app_id, sent.source);
      const std::string_view texts[] = {found.source,        found.medium,      found.campaign,      found.content,
                                        found.term,          found.campaign_id, found.clid_platform, found.clid,
                                        found.channel_group, found.category};
      for (size_t i = 0; i < columns.size(); ++i) columns[i].Set(texts[i]);
    }
    return Changes(columns);
  }

 private:
  TrafficSourceClassifier classifier_;
};

template <typename Enrichment, typename Rules>
class Source : public BatchEnrichmentSource {
 public:
  Source(std::string name, std::span<const E> sets, const Rules& rules) : rules_(rules) {
    contract_.name = std::move(name);
    contract_.sets.assign(sets.begin(), sets.end());
    std::ranges::sort(contract_.sets);
    contract_.asks_for_sent = true;
  }
  const BatchContract& contract() const override { return contract_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override { return std::make_unique<Enrichment>(rules_); }

 private:
  BatchContract contract_;
  const Rules& rules_;
};

bool IsIn(std::span<const E> columns, E column) {
  return std::ranges::find(columns, column) != columns.end();
}

}  // namespace

std::unique_ptr<BatchEnrichmentSource> IpEnrichment(const GeoDatabase& database) {
  return std::make_unique<Source<ByIp, GeoDatabase>>("ip", kPlaceColumns, database);
}

std::unique_ptr<BatchEnrichmentSource> UserAgentEnrichment(const UserAgentRules& rules) {
  return std::make_unique<Source<ByUserAgent, UserAgentRules>>("user_agent", kAgentColumns, rules);
}

std::unique_ptr<BatchEnrichmentSource> TrafficSourceEnrichment(const TrafficSourceRules& rules) {
  return std::make_unique<Source<ByTrafficSource, TrafficSourceRules>>("traffic_source", kSourceColumns, rules);
}

bool IsSetBy(std::string_view built_in, EventColumn column) {
  if (built_in == "ip") return IsIn(kPlaceColumns, column);
  if (built_in == "user_agent") return IsIn(kAgentColumns, column);
  return IsIn(kSourceColumns, column);
}

bool IsReadBy(std::string_view built_in, EventColumn column) {
  return built_in == "traffic_source" && IsIn(kSourceInputs, column);
}

}  // namespace millrace
