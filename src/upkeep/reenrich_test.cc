#include "upkeep/reenrich.h"

#include <arrow/record_batch.h>

#include "core/config_data.h"
#include "core/json_text.h"
#include "lake/lake_file_reader.h"
#include "pipeline/testing/project_fixture.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

// A request whose page was reached from a search engine, and one whose client says itself where it came from.
std::string WebEvent(const std::string& id, const std::string& attributes) {
  return R"({\"event_type\":\"_page_view\",\"event_id\":\")" + id +
         R"(\",\"app_id\":\"shop\",\"timestamp\":1726000000000,\"unique_id\":\"u\",\"platform\":\"Web\",)" +
         R"(\"attributes\":{\"_page_url\":\"https://shop.example/p\",)" + attributes + "}}";
}

std::string WebLine(const std::string& events) {
  return R"({"data":"[)" + events +
         R"(]","ip":"8.8.8.8","rid":"r","ua":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 )" +
         R"((KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36","uri":"/collect?appId=shop","appId":"shop",)" +
         R"("ingest_time":)" + std::to_string(TestProject::kIngestTime) + "}\n";
}

// A request of another client.
std::string ClientLine(const std::string& events, const std::string& agent) {
  std::string line = R"({"appId":"shop","rid":"r","ip":"8.8.8.8","ingest_time":)" +
                     std::to_string(TestProject::kIngestTime) + R"(,"ua":")" + agent + R"(","data":)";
  AppendJsonString(line, events);
  return line + "}\n";
}

const std::string kPhone =
    "Mozilla/5.0 (Linux; Android 14; Pixel 8 Pro) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
    "Safari/537.36";

// Whole rows, by event id, but for what tells the job.
std::map<std::string, std::string> Rows(const TestProject& project) {
  std::map<std::string, std::string> rows;
  for (const FileInfo& file : LocalFileSystem().List(project.options.lake + "/shop/event_v2")) {
    LakeFileReader reader(LocalFileSystem(), file.path, TableId::kEvent);
    while (const auto batch = reader.Next()) {
      for (int64_t row = 0; row < batch->num_rows(); ++row) {
        std::string& all = rows[std::string(TextAt(*batch->GetColumnByName("event_id"), row))];
        for (const auto& field : batch->schema()->fields()) {
          if (field->name() == "process_info" || field->name() == "created_time") continue;
          const auto column = batch->GetColumnByName(field->name());
          all += field->name() + "=";
          all += column->type_id() == arrow::Type::DICTIONARY ? std::string(TextAt(*column, row)) + "\n"
                                                              : column->GetScalar(row).ValueOrDie()->ToString() + "\n";
        }
      }
    }
  }
  return rows;
}

// Some columns of all events, by event id.
std::map<std::string, std::string> Describe(const TestProject& project) {
  std::map<std::string, std::string> rows;
  for (const FileInfo& file : LocalFileSystem().List(project.options.lake + "/shop/event_v2")) {
    LakeFileReader reader(LocalFileSystem(), file.path, TableId::kEvent);
    while (const auto batch = reader.Next()) {
      for (int64_t row = 0; row < batch->num_rows(); ++row) {
        std::string all;
        for (const char* column :
             {"geo_country", "device_ua_browser", "device_ua_os", "traffic_source_source", "traffic_source_medium",
              "traffic_source_campaign", "traffic_source_category", "traffic_source_channel_group"}) {
          const std::string_view text = TextAt(*batch->GetColumnByName(column), row);
          all += (text.data() == nullptr ? "-" : std::string(text)) + "|";
        }
        all += batch->GetColumnByName("device_ua")->Slice(row, 1)->ToString();
        rows[std::string(TextAt(*batch->GetColumnByName("event_id"), row))] = all;
      }
    }
  }
  return rows;
}

class ReenrichTest : public ::testing::Test {
 protected:
  ReenrichTest() : project_(/*two_apps=*/false) {
    Config config;
    geo_ = GeoDatabase::Open(GeoDatabasePath(config));
    agents_ = UserAgentRules::Load(UserAgentRulesPath(config), "", "");
    sources_ = TrafficSourceRules::Load(DefaultRulesPath(config), "", {});
    project_.options.kernel.apps = {};
    project_.Write(
        "a",
        WebLine(WebEvent("search", R"(\"_page_referrer\":\"https://www.google.com/search?q=a\")") + "," +
                WebEvent("given", R"(\"_traffic_source_source\":\"letter\",\"_traffic_source_medium\":\"email\")") +
                "," + WebEvent("direct", R"(\"x\":1)")));
  }

  Enrichments Enriched() const { return {geo_.get(), agents_.get(), sources_.get()}; }
  RunReport Run(const ReenrichOptions& window = {}) {
    project_.options.enrichments = Enriched();
    return Reenrich(LocalFileSystem(), *OpenSqliteLedger(project_.LedgerFileName()), project_.options, window);
  }

  TestProject project_;
  std::unique_ptr<GeoDatabase> geo_;
  std::unique_ptr<UserAgentRules> agents_;
  std::unique_ptr<TrafficSourceRules> sources_;
};

TEST_F(ReenrichTest, WithTheSameDatabasesNothingChanges) {
  project_.options.enrichments = Enriched();
  project_.Run();
  const auto before = Describe(project_);
  ASSERT_EQ(before.size(), 3U);
  EXPECT_EQ(before.at("search").substr(0, 49), "United States|Chrome|Windows|Google|(Organic)|-|S")
      << before.at("search");
  EXPECT_EQ(Run().runs, 1U);
  EXPECT_EQ(Describe(project_), before);
}

TEST_F(ReenrichTest, EventsOfARunWithoutDatabasesGetWhatTheyLack) {
  project_.options.enrichments = {};
  project_.Run();
  const auto bare = Describe(project_);
  EXPECT_EQ(bare.at("search").substr(0, 16), "-|-|-|-|-|-|-|-|");
  Run();
  const auto enriched = Describe(project_);
  EXPECT_NE(enriched.at("search").find("Google|(Organic)|-|Search|Organic Search|"), std::string::npos)
      << enriched.at("search");
  EXPECT_NE(enriched.at("given").find("letter|email|-|"), std::string::npos) << enriched.at("given");
  EXPECT_NE(enriched.at("direct").find("Direct|"), std::string::npos) << enriched.at("direct");
}

// A run without databases and a re-enrichment come to what a run with databases gives: what events say themselves of
// place and agent wins and yields as there.
TEST_F(ReenrichTest, EventsOfOtherClientsBecomeWhatARunWouldHaveMadeOfThem) {
  const std::string gtm =
      R"([{"event_name":"hinted","client_id":"c","ip_override":"8.8.8.8","user_agent":")" + kPhone +
      R"(","client_hints":{"platform":"Android","platform_version":"14.1","model":"Pixel","brands":[{"brand":"B"}],)" +
      R"("full_version_list":[{"brand":"Chromium","version":"126.0.1"}]},"event_location":{"country":"Italy",)" +
      R"("region":"Lazio"},"page_location":"https://shop.example/p?utm_source=n&utm_medium=email"},)" +
      R"({"event_name":"unknown_place","client_id":"c","ip_override":"192.0.2.1","user_agent":")" + kPhone +
      R"(","event_location":{"country":"It\"aly"},"x-ga-ur":"IT-RM","page_referrer":"https://www.google.com/"},)" +
      R"({"event_name":"server","client_id":"c","x-sst-system_properties":{"uc":"FR"}}])";
  const std::string sensors =
      R"([{"event":"$pageview","distinct_id":"d","properties":{"$city":"Rome","$url":"https://shop.example/a?gclid=1"}}])";
  for (const auto& [client, events] : {std::pair("gtm", gtm), std::pair("sensors", sensors)}) {
    TestProject whole(/*two_apps=*/false);
    for (TestProject* each : {&whole, &project_}) {
      each->options.kernel.clients.client = client;
      each->Write(std::string(client) + "/a", ClientLine(events, kPhone));
    }
    whole.options.enrichments = Enriched();
    whole.Run();
    project_.options.enrichments = {};
    LocalFileSystem().RemoveAll(project_.Raw("a"));
    project_.Run();
    auto bare = Rows(project_);
    Run();
    auto enriched = Rows(project_);
    for (const auto& [id, row] : Rows(whole)) {
      EXPECT_NE(bare[id], row) << client << " " << id;
      std::string expected = row;
      // The address of a Sensors record is not in the lake, so what it tells is not found again.
      for (const std::string column : {"geo_continent", "geo_country"}) {
        const size_t at = expected.find(column + "=");
        if (client == std::string("sensors")) {
          expected.replace(at, expected.find('\n', at) - at, column + "=null");
        }
      }
      EXPECT_EQ(enriched[id], expected) << client << " " << id;
    }
    EXPECT_EQ(Run().runs, 1U);
    EXPECT_EQ(Rows(project_), enriched) << client << ": a second time changes nothing";
    for (const char* folder : {"/data", "/state", "/raw"}) {
      std::filesystem::remove_all(project_.root() + folder);
      std::filesystem::create_directory(project_.root() + folder);
    }
  }
}

// What a client said of channel and category stands as long as the rules are those of the run; the ledger knows them.
TEST_F(ReenrichTest, RowsOfRunsWithTheSameRulesKeepTheirSource) {
  project_.Write("b", WebLine(WebEvent("mine", R"(\"_traffic_source_source\":\"letter\",)"
                                               R"(\"_traffic_source_channel_group\":\"Mine\")")));
  project_.options.enrichments = Enriched();
  std::string checksum = sources_->checksum();
  project_.options.databases = [&] { return std::vector<DatabaseInfo>{{"rules", "", "", -1, checksum}}; };
  project_.Run();
  const auto before = Describe(project_);
  EXPECT_NE(before.at("mine").find("|Mine|"), std::string::npos) << before.at("mine");
  EXPECT_EQ(Run().databases.at(0).checksum, sources_->checksum());
  EXPECT_EQ(Describe(project_), before);
  checksum = "others";
  Run();
  const auto others = Describe(project_);
  EXPECT_EQ(others.at("mine").find("|Mine|"), std::string::npos) << "found anew by other rules";
  // What others may have left is found anew, too.
  checksum = sources_->checksum();
  Run();
  EXPECT_EQ(Describe(project_), others);
}

// Without the page's URL nobody could tell the source.
TEST_F(ReenrichTest, WhereTheOriginsAreHiddenTheSourceStays) {
  const PrivacyRules rules({}, {"page_view_page_referrer"}, "");
  project_.options.privacy = &rules;
  project_.options.enrichments = Enriched();
  project_.Run();
  const auto before = Describe(project_);
  EXPECT_NE(before.at("search").find("Google|(Organic)"), std::string::npos) << before.at("search");
  Run();
  EXPECT_EQ(Describe(project_), before);
}

TEST_F(ReenrichTest, DaysOutsideTheWindowAndHiddenColumnsStay) {
  project_.options.enrichments = {};
  project_.Run();
  const auto bare = Describe(project_);
  const auto day = static_cast<int32_t>(TestProject::kIngestTime / 86'400'000);
  EXPECT_EQ(Run({.first_day = day + 1, .last_day = day + 9}).runs, 0U);
  EXPECT_EQ(Describe(project_), bare);
  const PrivacyRules rules({}, {"geo_country"}, "");
  project_.options.privacy = &rules;
  const RunReport report = Run({.first_day = day, .last_day = day});
  EXPECT_EQ(report.rewrite.rows_read, 3U);
  EXPECT_EQ(Describe(project_).at("search").substr(0, 9), "-|Chrome|");
}

}  // namespace
}  // namespace millrace
