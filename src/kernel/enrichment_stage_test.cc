// Enrichments on batches, in the whole kernel: what a plug-in changes or rejects must appear in all tables, and a
// plug-in that changes nothing must have no effect.
#include "kernel/enrichment_stage.h"

#include <functional>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>

#include "core/error.h"
#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

using E = EventColumn;

std::string At(const arrow::RecordBatch& events, E column, int64_t row) {
  const arrow::Array& array = *events.column(static_cast<int>(column));
  return array.IsNull(row) ? "" : TextOf(array, row);
}

// One text per row; an empty one becomes null.
std::shared_ptr<arrow::Array> TextArray(const arrow::RecordBatch& events,
                                        const std::function<std::string(int64_t)>& text) {
  arrow::StringBuilder builder;
  for (int64_t row = 0; row < events.num_rows(); ++row) {
    const std::string value = text(row);
    EXPECT_TRUE((value.empty() ? builder.AppendNull() : builder.Append(value)).ok());
  }
  return builder.Finish().ValueOrDie();
}

using Change = std::function<BatchChanges(const arrow::RecordBatch&)>;

class TestSource : public BatchEnrichmentSource {
 public:
  TestSource(BatchContract contract, Change change) : contract_(std::move(contract)), change_(std::move(change)) {}
  const BatchContract& contract() const override { return contract_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override {
    class Instance : public BatchEnrichment {
     public:
      explicit Instance(const Change& change) : change_(change) {}
      BatchChanges Run(const arrow::RecordBatch& events, SentValues& /*sent*/) override {
        EXPECT_TRUE(events.ValidateFull().ok());
        return change_(events);
      }

     private:
      const Change& change_;
    };
    return std::make_unique<Instance>(change_);
  }

 private:
  BatchContract contract_;
  Change change_;
};

// Rejects the events of these ids.
TestSource Rejecter(const std::string& name, std::vector<std::string> ids, const std::string& why = "not wanted") {
  BatchContract contract{.name = name, .sets = {}};
  contract.may_reject = true;
  return {contract, [ids = std::move(ids), why](const arrow::RecordBatch& events) {
            BatchChanges changes;
            changes.rejected = TextArray(events, [&](int64_t row) {
              return std::ranges::find(ids, At(events, E::event_id, row)) != ids.end() ? why : std::string();
            });
            return changes;
          }};
}

Enrichments With(std::vector<const BatchEnrichmentSource*> plugins) {
  return {.on_batches = std::move(plugins)};
}

// Two users, sessions, items, a profile, a clock that is fast, several partitions.
void Feed(KernelRun& run) {
  const std::string page =
      R"(,"attributes":{"_session_id":"s1","_session_number":3,)"
      R"("_session_start_timestamp":1741607990000,"_page_referrer":"https://a.example/",)"
      R"("_traffic_source_source":"Direct","_traffic_source_medium":"none","color":"red","n":1.50})";
  const std::string items =
      R"(,"items":[{"id":"i1","name":"Shoe","price":3.5,"size":"L"},{"name":"no id"},{"id":"i2"}])";
  run.Request(TestEvent("a", "_page_view", kTestIngest - 1000, page) + "," +
              TestEvent("b", "purchase", kTestIngest - 900, items) + "," +
              TestEvent("c", "_profile_set", kTestIngest - 800,
                        R"(,"user":{"_user_id":{"value":"me","set_timestamp":5},"plan":{"value":"gold"}})"));
  run.Request(TestEvent("d", "_first_visit", kTestIngest - 48 * 3'600'000L, page) + "," +
                  TestEvent("e", "_session_start", kTestIngest + 3'600'000, page),
              R"(,"client_timestamp":1741611500000)");
  run.Request(R"({"event_type":"x","event_id":"f","app_id":"kiosk","timestamp":1741607999000,"unique_id":"u2"})");
}

class Outcome {
 public:
  explicit Outcome(std::vector<const BatchEnrichmentSource*> plugins) : run_({}, With(std::move(plugins))) {
    Feed(run_);
    run_.Finish();
  }
  std::vector<TextRow> Rows(TableId table) {
    std::vector<TextRow> rows = run_.Rows(table);
    std::ranges::sort(rows);
    return rows;
  }
  // The row with this value; fails the test if there is none.
  TextRow Row(TableId table, const std::string& column, const std::string& value) {
    for (const TextRow& row : run_.Rows(table)) {
      const auto found = row.find(column);
      if (found != row.end() && found->second == value) return row;
    }
    return {};
  }
  KernelRun& run() { return run_; }

 private:
  KernelRun run_;
};

TEST(EnrichmentStage, OneThatMightChangeEverythingButChangesNothingLeavesNoTrace) {
  BatchContract contract{.name = "idle", .sets = {E::traffic_source_source, E::user_id, E::user_first_touch_time_msec}};
  contract.may_reject = contract.adds_custom = true;
  const TestSource idle(contract, [](const arrow::RecordBatch&) { return BatchChanges{}; });
  Outcome with({&idle});
  Outcome without({});
  for (const TableId table : {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession, TableId::kReject}) {
    EXPECT_EQ(with.Rows(table), without.Rows(table)) << TableOf(table).name;
    EXPECT_EQ(with.Rows(table).empty(), table == TableId::kReject) << TableOf(table).name;
  }
  EXPECT_EQ(with.run().counters.items_read, without.run().counters.items_read);
  EXPECT_EQ(with.run().counters.items_without_id, 1U);
  EXPECT_EQ(with.run().counters.events_clock_corrected, 1U);
}

TEST(EnrichmentStage, WhatIsRejectedLeavesItemsUsersAndSessionsToo) {
  const TestSource rejecter = Rejecter("tidy", {"b", "f"});
  Outcome outcome({&rejecter});
  EXPECT_EQ(outcome.run().Rejected(RejectReason::plugin), 2U);
  EXPECT_EQ(outcome.run().counters.rejected_by_plugin.at("tidy"), 2U);
  EXPECT_EQ(outcome.Rows(TableId::kEvent).size(), 4U);
  EXPECT_TRUE(outcome.Rows(TableId::kItem).empty());
  EXPECT_EQ(outcome.run().counters.items_read, 0U);
  EXPECT_TRUE(outcome.Row(TableId::kUser, "user_pseudo_id", "u2").empty());
  TextRow reject = outcome.Row(TableId::kReject, "bundle_index", "1");
  EXPECT_EQ(reject["reason"], "plugin");
  EXPECT_EQ(reject["detail"], "tidy: not wanted");
  EXPECT_EQ(reject["stage"], "plugin");
  EXPECT_EQ(reject["line"], "1");
  EXPECT_EQ(reject["input_file_name"], "file:///raw/a.gz");
  EXPECT_EQ(reject["app_id"], "shop");
  EXPECT_TRUE(reject["original"].starts_with(R"({"event_type":"purchase","event_id":"b")")) << reject["original"];
  EXPECT_TRUE(reject["request"].starts_with(R"({"ingest_time":1741608000000,"appId":"shop","ip":"8.8.8.8, 10.0.0.1")"))
      << reject["request"];
}

TEST(EnrichmentStage, ABatchOfWhichNothingStaysIsNotWritten) {
  const TestSource rejecter = Rejecter("all", {"a", "b", "c", "d", "e", "f"});
  Outcome outcome({&rejecter});
  for (const TableId table : {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession}) {
    EXPECT_TRUE(outcome.Rows(table).empty()) << TableOf(table).name;
  }
  EXPECT_EQ(outcome.Rows(TableId::kReject).size(), 6U);
}

TEST(EnrichmentStage, NewValuesReachUsersAndSessions) {
  const TestSource source(
      {.name = "source", .sets = {E::traffic_source_source, E::user_id}}, [](const arrow::RecordBatch& events) {
        BatchChanges changes;
        changes.columns.emplace_back(E::traffic_source_source,
                                     TextArray(events, [](int64_t) { return std::string("Partner"); }));
        changes.columns.emplace_back(E::user_id, TextArray(events, [&](int64_t row) {
                                       return At(events, E::event_id, row) == "e" ? "you" : "";
                                     }));
        return changes;
      });
  Outcome outcome({&source});
  EXPECT_EQ(outcome.Row(TableId::kSession, "session_id", "s1")["session_source"], "Partner");
  EXPECT_EQ(outcome.Row(TableId::kUser, "first_traffic_source", "Partner")["user_pseudo_id"], "u1");
  EXPECT_EQ(outcome.Row(TableId::kUser, "user_id", "you")["user_pseudo_id"], "u1");
  EXPECT_TRUE(outcome.Row(TableId::kUser, "user_id", "me").empty());
  EXPECT_EQ(outcome.Row(TableId::kItem, "item_id", "i1").count("user_id"), 0U);
}

TEST(EnrichmentStage, CustomParametersAreAddedOrReplaced) {
  const TestSource adder({.name = "adder", .sets = {}, .adds_custom = true}, [](const arrow::RecordBatch& events) {
    BatchChanges changes;
    arrow::DoubleBuilder numbers;
    arrow::BooleanBuilder flags;
    for (int64_t row = 0; row < events.num_rows(); ++row) {
      EXPECT_TRUE(numbers.Append(row == 0 ? 2.5 : 1e300 * 1e300).ok());
      EXPECT_TRUE(flags.Append(true).ok());
    }
    changes.custom.emplace_back(
        "color", TextArray(events, [&](int64_t row) { return At(events, E::event_id, row) == "a" ? "\"blue\"" : ""; }));
    changes.custom.emplace_back("score", numbers.Finish().ValueOrDie());
    changes.custom.emplace_back("new", flags.Finish().ValueOrDie());
    return changes;
  });
  Outcome outcome({&adder});
  TextRow a = outcome.Row(TableId::kEvent, "event_id", "a");
  EXPECT_EQ(a["custom_parameters"], R"(color="blue":string;n=1.5:number;new=true:boolean;score=2.5:number)");
  EXPECT_EQ(a["custom_parameters_json_str"], R"({"color":"\"blue\"","n":1.5,"score":2.5,"new":true})");
  TextRow f = outcome.Row(TableId::kEvent, "event_id", "f");
  EXPECT_EQ(f["custom_parameters"], "new=true:boolean;score=2.5:number");
  TextRow b = outcome.Row(TableId::kEvent, "event_id", "b");
  EXPECT_EQ(b["custom_parameters_json_str"], R"({"score":"Infinity","new":true})");
}

TEST(EnrichmentStage, CustomParametersThatARowHasNoRoomForAreLeftOutAndCounted) {
  const TestSource adder({.name = "adder", .sets = {}, .adds_custom = true}, [](const arrow::RecordBatch& events) {
    BatchChanges changes;
    const auto add = [&](const std::string& key, const std::string& value) {
      changes.custom.emplace_back(
          key, TextArray(events, [&](int64_t row) { return At(events, E::event_id, row) == "a" ? value : ""; }));
    };
    add("long", std::string((1 << 20) - 30, 'x'));
    add("no_room", std::string(20, 'y'));
    add("room", "z");
    return changes;
  });
  Outcome outcome({&adder});
  TextRow a = outcome.Row(TableId::kEvent, "event_id", "a");
  EXPECT_NE(a["custom_parameters"].find(";long=xxx"), std::string::npos);
  EXPECT_TRUE(a["custom_parameters"].ends_with("xxx:string;n=1.5:number;room=z:string"));
  EXPECT_EQ(outcome.run().counters.custom_parameters_dropped, 1U);
}

// A visit of GTM: one event that implies two more; every event contributes to the user.
class VisitTest : public ::testing::Test {
 protected:
  VisitTest() { options_.clients.client = "gtm"; }
  static void Visit(KernelRun& run) {
    const std::string events =
        R"({"event_name":"page_view","client_id":"c1","ga_session_id":"s1","user_agent":"agent","ip_override":"9.9.9.9",)"
        R"("x-ga-system_properties":{"fv":"1","ss":"1"},"user_properties":{"plan":"gold"},"items":[{"item_id":"i"}]})";
    run.Line(R"({"appId":"shop","rid":"r","ip":"8.8.8.8","ingest_time":1741608000000,"data":)" +
             Quoted("[" + events + R"(,{"event_name":"click","client_id":"c2","ga_session_id":"s2"}])") + "}");
  }
  // Rejects the events of these names.
  static TestSource NameRejecter(std::vector<std::string> names) {
    BatchContract contract{.name = "names", .sets = {}};
    contract.may_reject = true;
    return {contract, [names = std::move(names)](const arrow::RecordBatch& events) {
              BatchChanges changes;
              changes.rejected = TextArray(events, [&](int64_t row) {
                const std::string name = At(events, E::event_name, row);
                return std::ranges::find(names, name) != names.end() ? "is " + name : "";
              });
              return changes;
            }};
  }
  KernelOptions options_;
};

TEST_F(VisitTest, DerivedEventsAndUsersOfOtherClientsAreHeldToo) {
  const TestSource idle = NameRejecter({});
  KernelRun with(options_, With({&idle}));
  KernelRun without(options_);
  for (KernelRun* run : {&with, &without}) {
    Visit(*run);
    run->Finish();
  }
  for (const TableId table : {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession}) {
    const auto sorted = [&](KernelRun& run) {
      std::vector<TextRow> rows = run.Rows(table);
      std::ranges::sort(rows);
      return rows;
    };
    EXPECT_EQ(sorted(with), sorted(without)) << TableOf(table).name;
    EXPECT_FALSE(with.Rows(table).empty()) << TableOf(table).name;
  }
  EXPECT_EQ(with.counters.events_derived, 2U);
}

// Whichever of them a plug-in rejects, the original in the reject produces all of them again.
TEST_F(VisitTest, AnEventAndWhatIsDerivedFromItAreRejectedAsOne) {
  for (const std::string name : {"page_view", "_session_start", "_first_open"}) {
    const TestSource rejecter = NameRejecter({name == "page_view" ? "_page_view" : name, "page_view"});
    options_.ip_privacy = IpPrivacy::kDrop;
    KernelRun run(options_, With({&rejecter}));
    Visit(run);
    run.Finish();
    EXPECT_EQ(run.counters.events_read, 2U);
    EXPECT_EQ(run.counters.events_derived, 0U);
    EXPECT_EQ(run.Rejected(RejectReason::plugin), 1U) << name;
    ASSERT_EQ(run.Rows(TableId::kEvent).size(), 1U);
    EXPECT_EQ(run.Rows(TableId::kEvent)[0].at("user_pseudo_id"), "c2");
    EXPECT_EQ(run.Rows(TableId::kUser).size(), 1U);
    EXPECT_TRUE(run.Rows(TableId::kItem).empty());
    ASSERT_EQ(run.Rows(TableId::kReject).size(), 1U);
    const TextRow reject = run.Rows(TableId::kReject)[0];
    EXPECT_EQ(reject.at("bundle_index"), "0");
    EXPECT_NE(reject.at("original").find("page_view"), std::string::npos);
    EXPECT_EQ(reject.at("original").find("9.9.9.9"), std::string::npos) << "an address that must not be stored";
  }
}

TEST_F(VisitTest, RowsThatBelongTogetherAreInOneBatch) {
  int64_t largest = 0;
  const TestSource counter({.name = "count", .sets = {E::user_id}}, [&](const arrow::RecordBatch& events) {
    largest = std::max(largest, events.num_rows());
    EXPECT_EQ(At(events, E::event_name, 0), "a");
    return BatchChanges{};
  });
  KernelRun run(options_, With({&counter}));
  for (int i = 0; i < 600; ++i) {
    std::string events =
        R"({"event_name":"a","client_id":"c","ga_session_id":"s","x-ga-system_properties":{"fv":"1","ss":"1"}})";
    for (int doubled = 0; doubled < 6; ++doubled) events += "," + std::string(events);
    run.Line(R"({"appId":"shop","ingest_time":1741608000000,"data":)" + Quoted("[" + events + "]") + "}");
  }
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 600U * 192);
  EXPECT_GT(largest, 1536);  // the size of a batch is checked at multiples of 512 rows
}

// Enrichments run in the order of the list: the second sees the result of the first.
TEST(EnrichmentStage, EachOneSeesWhatThoseBeforeItDid) {
  const TestSource first = Rejecter("first", {"a"});
  const TestSource mark({.name = "mark", .sets = {E::geo_sub_continent}}, [](const arrow::RecordBatch& events) {
    BatchChanges changes;
    changes.columns.emplace_back(
        E::geo_sub_continent, TextArray(events, [&](int64_t row) { return "seen " + At(events, E::event_id, row); }));
    return changes;
  });
  BatchContract contract{.name = "second", .sets = {}};
  contract.may_reject = true;
  const TestSource second(contract, [](const arrow::RecordBatch& events) {
    BatchChanges changes;
    changes.rejected = TextArray(events, [&](int64_t row) {
      EXPECT_NE(At(events, E::event_id, row), "a");
      const std::string seen = At(events, E::geo_sub_continent, row);
      return seen == "seen b" || seen == "seen d" ? seen : "";
    });
    return changes;
  });
  Outcome outcome({&first, &mark, &second});
  EXPECT_EQ(outcome.run().counters.rejected_by_plugin.at("first"), 1U);
  EXPECT_EQ(outcome.run().counters.rejected_by_plugin.at("second"), 2U);
  EXPECT_EQ(outcome.Row(TableId::kReject, "detail", "second: seen b")["bundle_index"], "1");
  EXPECT_EQ(outcome.Row(TableId::kReject, "detail", "second: seen d")["line"], "2");
  EXPECT_EQ(outcome.Row(TableId::kEvent, "event_id", "c")["geo_sub_continent"], "seen c");
  EXPECT_EQ(outcome.Rows(TableId::kEvent).size(), 3U);
}

TEST(EnrichmentStage, AFailureIsThrownOutOfTheKernel) {
  const TestSource broken({.name = "broken", .sets = {}}, [](const arrow::RecordBatch&) -> BatchChanges {
    throw SystemError("plug-in `broken` failed");
  });
  KernelRun run({}, With({&broken}));
  Feed(run);
  EXPECT_THROW(run.kernel().Finish(), SystemError);
}

// Full batches and little memory: held events are written in time and together with their batch.
TEST(EnrichmentStage, ManyEventsInLittleMemory) {
  BatchContract contract{.name = "every-third", .sets = {}};
  contract.may_reject = true;
  const TestSource third(contract, [](const arrow::RecordBatch& events) {
    BatchChanges changes;
    changes.rejected = TextArray(events, [&](int64_t row) {
      return std::stoi(At(events, E::event_id, row)) % 3 == 0 ? At(events, E::event_id, row) : "";
    });
    return changes;
  });
  for (const size_t memory : {size_t{64} << 20, size_t{6} << 20}) {
    KernelOptions options;
    options.memory_bytes = memory;
    KernelRun run(options, With({&third}));
    constexpr int kEvents = 34'000;
    for (int i = 0; i < kEvents; i += 10) {
      std::string events;
      for (int j = i; j < i + 10; ++j) {
        events += (j > i ? "," : "") + TestEvent(std::to_string(j), "e", kTestIngest - 1000,
                                                 R"(,"items":[{"id":")" + std::to_string(j) + "\"}]");
      }
      run.Request(events);
    }
    run.Finish();
    EXPECT_EQ(run.Rejected(RejectReason::plugin), (kEvents + 2) / 3U);
    EXPECT_EQ(run.Rows(TableId::kItem).size(), run.Rows(TableId::kEvent).size());
    for (const TextRow& row : run.Rows(TableId::kReject)) {
      ASSERT_EQ(row.at("detail"), "every-third: " + row.at("detail").substr(13));
      ASSERT_NE(row.at("original").find("\"event_id\":\"" + row.at("detail").substr(13) + "\""), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace millrace
