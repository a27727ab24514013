#include "models/metadata_scan.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "load/testing/faulty_warehouse.h"
#include "models/testing/model_fixture.h"

#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

using ScanLines = std::vector<std::string>;

constexpr int32_t kTenthOfMarch = 20'157;  // 2025-03-10

// An app's warehouse on one of the engines.
class ScannedShop : public ModelFixture {
 public:
  explicit ScannedShop(Dialect dialect)
      : ModelFixture(SqlModels::BuiltIn(dialect),
                     dialect == Dialect::kPostgres ? PostgresServer::Shared().uri() : "duckdb:") {
    if (dialect == Dialect::kPostgres) connection->Execute("DROP SCHEMA IF EXISTS shop CASCADE");
    Apply();
  }
  MetadataScanResult Scan(bool is_full = false, int top_values = 20) {
    return ScanWith(*connection, is_full, top_values);
  }
  MetadataScanResult ScanWith(Connection& with, bool is_full = false, int top_values = 20) {
    return ScanMetadata(with, models, app,
                        {.project = "p",
                         .top_values = top_values,
                         .is_full = is_full,
                         .now_us = 1'800'000'000'000'000,
                         .stop = {},
                         .on_step = {}});
  }
  // Everything that scans have found.
  ScanLines Found() {
    ScanLines all;
    for (const char* table : {"event_name_day", "parameter_day", "parameter_value_day", "user_attribute_value"}) {
      ScanLines rows = Rows("SELECT * FROM shop." + std::string(table));
      std::ranges::sort(rows);
      for (const std::string& row : rows) all.push_back(table + (": " + row));
    }
    return all;
  }
};

class MetadataScanTest : public ::testing::TestWithParam<Dialect> {};

std::string Parameter(const std::string& name, const std::string& type, const std::string& value) {
  return R"({")" + name + R"(":{"type":")" + type + R"(","value":")" + value + R"("}})";
}

std::string Attribute(const std::string& name, const std::string& value) {
  return R"({")" + name + R"(":{"set_time_msec":1,"type":"string","value":")" + value + R"("}})";
}

// Of another writer's lake.
TEST_P(MetadataScanTest, AnEventOfTheLastDayThatIsWrittenWithFourDigitsIsScanned) {
  ScannedShop shop(GetParam());
  for (const char* const time : {"9999-12-31 23:59:59", "12000-01-01 00:00:00"}) shop.Event(time, time, "u1", "buy");
  shop.Load();
  EXPECT_EQ(shop.Scan().days, 2U);
  EXPECT_EQ(shop.Rows("SELECT sum(event_count) FROM shop.event_name_day"), ScanLines{"2"});
}

TEST_P(MetadataScanTest, FindsNamesTypesAndValues) {
  ScannedShop shop(GetParam());
  shop.Event("a", "2025-03-10 12:00:00", "u1", "buy", "s1", Parameter("size", "int", "7"));
  shop.Event("b", "2025-03-11 12:00:00", "u1", "buy", "s1", Parameter("size", "int", "7"));
  shop.Event("c", "2025-03-11 13:00:00", "u2", "see", "s1", Parameter("size", "string", "XL"));
  shop.User("u1", "anna", Attribute("plan", "gold"));
  shop.User("u2", "bert", Attribute("plan", "gold"));
  shop.Load();
  const MetadataScanResult result = shop.Scan();
  EXPECT_EQ(result.days, 2U);
  const MetadataFound& found = result.found;
  ASSERT_EQ(found.events.size(), 2U);
  EXPECT_EQ(found.events[0].name, "buy");
  EXPECT_EQ(found.events[0].count, 2);
  EXPECT_EQ(found.events[0].latest_count, 1);
  EXPECT_EQ(found.events[0].first_day, kTenthOfMarch);
  EXPECT_EQ(found.events[0].last_day, kTenthOfMarch + 1);
  EXPECT_EQ(found.events[0].platforms, ScanLines{"Web"});
  EXPECT_EQ(found.events[0].related, ScanLines{"size"});

  const auto size = std::ranges::find(found.parameters, "size", &FoundName::name);
  ASSERT_NE(size, found.parameters.end());
  EXPECT_EQ(size->category, "event");
  EXPECT_EQ(size->count, 3);
  EXPECT_EQ(size->related, (ScanLines{"buy", "see"}));
  ASSERT_EQ(size->types.size(), 2U) << "its type drifts";
  EXPECT_EQ(size->types[0].type, "int") << "the usual type first";
  EXPECT_EQ(size->types[0].count, 2);
  EXPECT_EQ(size->types[1].type, "string");
  EXPECT_EQ(size->types[1].first_day, kTenthOfMarch + 1);
  ASSERT_EQ(size->values.size(), 2U);
  EXPECT_EQ(size->values[0].value, "7");
  EXPECT_EQ(size->values[0].count, 2);
  const auto path = std::ranges::find(found.parameters, "page_view_page_url_path", &FoundName::name);
  ASSERT_NE(path, found.parameters.end());
  EXPECT_EQ(path->category, "page_view");
  EXPECT_EQ(path->count, 3);
  EXPECT_TRUE(path->related.empty()) << "columns belong to no event";

  const auto plan = std::ranges::find(found.attributes, "plan", &FoundName::name);
  ASSERT_NE(plan, found.attributes.end());
  EXPECT_EQ(plan->count, 2);
  EXPECT_EQ(plan->values.at(0).value, "gold");
}

TEST_P(MetadataScanTest, ReadsTheDaysThatLoadsWrote) {
  ScannedShop shop(GetParam());
  shop.Event("a", "2025-03-10 12:00:00", "u1", "buy");
  shop.Event("b", "2025-03-11 12:00:00", "u1", "buy");
  shop.Load();
  EXPECT_EQ(shop.Scan().days, 2U);
  EXPECT_EQ(shop.Scan().days, 0U);
  shop.Event("late", "2025-03-10 13:00:00", "u1", "buy");
  shop.Load();
  const MetadataScanResult again = shop.Scan();
  EXPECT_EQ(again.days, 1U);
  EXPECT_EQ(again.found.events.at(0).count, 3);
  EXPECT_EQ(shop.Scan(true).days, 2U);
}

TEST_P(MetadataScanTest, AFirstScanOfAWarehouseThatExistsReadsEverything) {
  ScannedShop shop(GetParam());
  shop.Event("a", "2025-03-10 12:00:00", "u1", "buy");
  shop.Load();
  // As a program left it that knew no scans.
  shop.connection->Execute("DELETE FROM shop.touched_utc_day");
  EXPECT_TRUE(shop.Scan().found.events.empty());
  EXPECT_EQ(shop.Scan(true).found.events.at(0).name, "buy");
}

TEST_P(MetadataScanTest, FewerTopValuesAreTheMostFrequentOnes) {
  ScannedShop shop(GetParam());
  for (const auto& [id, value] : std::vector<std::pair<std::string, std::string>>{
           {"a", "x"}, {"b", "y"}, {"c", "y"}, {"d", "z"}, {"e", "z"}, {"f", "z"}}) {
    shop.Event(id, "2025-03-10 12:00:00", "u1", "buy", "s1", Parameter("size", "string", value));
  }
  shop.Load();
  const MetadataScanResult result = shop.Scan(true, 2);
  const auto size = std::ranges::find(result.found.parameters, "size", &FoundName::name);
  ASSERT_NE(size, result.found.parameters.end());
  ASSERT_EQ(size->values.size(), 2U);
  EXPECT_EQ(size->values[0].value, "z");
  EXPECT_EQ(size->values[1].value, "y");
  EXPECT_EQ(size->count, 6) << "of all values";
}

// Whatever it dies at, the tables are those of before or those of a whole scan, and the next scan is like any other.
TEST_P(MetadataScanTest, AKillBetweenTwoStatementsLosesNothing) {
  for (const Fault fault : {Fault::kFail, Fault::kKill}) {
    ScannedShop shop(GetParam());
    shop.Event("a", "2025-03-10 12:00:00", "u1", "buy", "s1", Parameter("size", "int", "7"));
    shop.User("u1", "anna", Attribute("plan", "gold"));
    shop.Load();
    shop.Scan();
    shop.Event("b", "2025-03-10 13:00:00", "u2", "see", "s1", Parameter("size", "string", "XL"));
    shop.Load();
    const ScanLines before = shop.Found();
    ScanLines wanted;
    bool fired = true;
    for (uint64_t step = 1; fired; step += kFaultStep) {
      FaultPlan plan(fault, step);
      try {
        FaultyConnection connection(shop.Connect(), plan);
        shop.ScanWith(connection);
      } catch (const SystemError&) {
      } catch (const KillSwitch&) {
      }
      fired = plan.fired();
      const ScanLines now = shop.Found();
      if (wanted.empty() && now != before) wanted = now;
      EXPECT_TRUE(now == before || now == wanted) << "statement " << step;
    }
    EXPECT_EQ(shop.Found(), wanted);
    EXPECT_EQ(shop.Scan(true).days, 1U);
    EXPECT_EQ(shop.Found(), wanted);
  }
}

// A client names its attributes. On PostgreSQL, an index of the names would end every scan.
TEST_P(MetadataScanTest, ANameMayBeLongerThanARowOfAnIndex) {
  ScannedShop shop(GetParam());
  std::string name;
  for (uint32_t i = 0, state = 1; i < 8'000; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    name += static_cast<char>('a' + (state >> 24) % 26);
  }
  shop.Event("e1", "2025-03-10 12:00:00", "u1");
  shop.User("u1", "A", Attribute(name, "x"));
  shop.Load();
  const std::vector<FoundName> found = shop.Scan().found.attributes;
  EXPECT_TRUE(std::ranges::any_of(found, [&](const FoundName& each) { return each.name == name; }));
}

INSTANTIATE_TEST_SUITE_P(Engines, MetadataScanTest, ::testing::Values(Dialect::kDuckDb, Dialect::kPostgres),
                         [](const auto& engine) { return std::string(NameOf(engine.param)); });

}  // namespace
}  // namespace millrace
