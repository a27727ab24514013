#include "load/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/lake_stage.h"
#include "load/reconcile.h"
#include "load/testing/load_fixture.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "core/time.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kTables[] = {"user_v2", "session", "item_v2", "event_v2"};

// The rows of the facts that an independent evaluator expects, and those of the warehouse, compared as the types of
// the table.
Strings Differences(LoadProject& project, const std::string& table) {
  const auto connection = OpenEmbedded("")->Connect();
  const std::string expected =
      std::string(MILLRACE_SOURCE_DIR) + "/tests/samples/models/expected/fact_" + table + ".csv.gz";
  connection->Execute("CREATE TABLE expected AS SELECT * FROM read_csv(" + SqlText(expected) +
                      ", all_varchar = true, header = true, nullstr = '\\N')");
  const ResultRows columns = connection->QueryRows("SELECT column_name FROM (DESCRIBE expected)");
  std::string names;
  std::string texts;
  for (int64_t row = 0; row < columns.row_count(); ++row) {
    const std::string name = columns.Text(row, 0);
    names += (names.empty() ? "" : ", ") + name;
    const std::string cast = name == "event_value" || name == "price" || name == "quantity" ? "DOUBLE" : "";
    const std::string value = cast.empty() ? name : "CAST(" + name + " AS " + cast + ")";
    texts += (texts.empty() ? "" : ", ") +
             (name == "event_timestamp" || name == "created_time" ? "CAST(" + name + " AS TIMESTAMP)" : value);
  }
  Strings wanted = LoadProject::Rows(*connection, "SELECT " + texts + " FROM expected");
  Strings found = project.Rows("SELECT " + names + " FROM shop." + table);
  std::ranges::sort(wanted);
  std::ranges::sort(found);
  Strings differences;
  std::ranges::set_symmetric_difference(wanted, found, std::back_inserter(differences));
  return differences;
}

// Batch by batch, at the times of the case.
void CheckSampleCase(LoadProject& project) {
  const std::vector<std::pair<std::string, std::string>> batches = {{"b1", "2024-10-17T03:00:00Z"},
                                                                    {"b2", "2024-10-25T03:00:00Z"},
                                                                    {"b3", "2024-10-31T03:00:00Z"},
                                                                    {"b4", "2024-10-31T05:00:00Z"}};
  RowCounts rows;
  for (const auto& [batch, time] : batches) {
    for (const char* table : kTables) project.CopySample(batch, table);
    project.options().now_ns = [now = *ParseInstant(time)] { return now; };
    const LoadReport report = project.Load();
    EXPECT_EQ(report.Total().files_loaded, 4U);
    EXPECT_EQ(report.Total().files_failed, 0U);
    rows.Add(report.Total().rows);
  }
  for (const char* table : kTables) EXPECT_EQ(Differences(project, table), Strings{}) << table;
  EXPECT_EQ(rows.rejected, (std::map<std::string, uint64_t>{{"event_id", 1}, {"item_id", 1}, {"user_pseudo_id", 5}}));
  EXPECT_EQ(
      project.Rows("SELECT count(*), count(DISTINCT load_id), max(load_sequence), sum(rows_read) FROM shop.load_log"),
      Strings{"16|16|16|" + std::to_string(rows.read)});
  const LoadReport again = project.Load();
  EXPECT_EQ(again.Total().files_loaded, 0U);
  EXPECT_EQ(again.Total().batches, 0U);
}

TEST(Load, SampleCaseIsAsTheSpecificationSays) {
  LoadProject project;
  CheckSampleCase(project);
}

TEST(Load, SampleCaseIsTheSameOnPostgres) {
  LoadProject project(PostgresServer::Shared().uri());
  project.warehouse().Connect()->Execute("DROP SCHEMA IF EXISTS shop CASCADE");
  CheckSampleCase(project);
}

// A client that sends one would otherwise keep all events of its file out of the warehouse.
TEST(Load, AZeroInATextCostsNoRowOnPostgres) {
  LoadProject project(PostgresServer::Shared().uri());
  project.warehouse().Connect()->Execute("DROP SCHEMA IF EXISTS shop CASCADE");
  const auto rows = [](const std::string& zero) {
    return SampleEvents("event_id || " + zero + " AS event_id, 'a' || " + zero + " AS app_title, MAP {" + zero +
                        ": {'value': 'x' || " + zero + " || '\\u0000', 'type': 'string'}} AS custom_parameters");
  };
  project.Write(LoadProject::EventFile("a"), rows("chr(0)"));
  project.Write(LoadProject::EventFile("b"), rows("chr(65533)"));
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Total().files_failed, 0U);
  const RowCounts& loaded = report.Of(TableId::kEvent).rows;
  const ResultRows keys = OpenEmbedded("")->Connect()->QueryRows(
      "SELECT count(DISTINCT (event_id, event_timestamp)) FROM (" + SampleEvents() + ")");
  EXPECT_EQ(loaded.inserted, static_cast<uint64_t>(keys.Integer(0, 0))) << "the files have the same keys";
  EXPECT_EQ(project.Rows("SELECT DISTINCT app_title, custom_parameters FROM shop.event_v2"),
            Strings{"a\uFFFD|{\"\uFFFD\": {\"type\": \"string\", \"value\": \"x\uFFFD\\\\u0000\"}}"});
  const auto connection = project.warehouse().Connect();
  EXPECT_EQ(CompareKeys(LocalFileSystem(), project.ledger(), *connection, project.lake(), "").size(), 0U);

  project.Replace("0-job", JobKind::kErase, "event_v2", {}, {"a", "b"});
  project.options().scan = false;
  EXPECT_EQ(project.Load().Of(TableId::kEvent).rows.deleted, loaded.inserted);
  EXPECT_EQ(project.Count("shop.event_v2"), 0);
}

TEST(LakeStage, AnEmbeddedEngineDoesNotTakeTheWholeMemory) {
  const auto limit = [](const std::shared_ptr<Warehouse>& embedded) {
    return embedded->Connect()->QueryRows("SELECT current_setting('memory_limit')").Text(0, 0);
  };
  EXPECT_EQ(limit(OpenEmbedded("")), "1.0 GiB");
  EXPECT_EQ(limit(OpenEmbedded("", 256 << 20)), "256.0 MiB");
}

TEST(Load, BatchesHaveALimitOfFilesAndOfBytes) {
  LoadProject project("", LoadProject::WithSchema());
  for (const char* name : {"a", "b", "c", "d", "e"}) project.Write(LoadProject::EventFile(name), OwnSampleEvents(name));
  project.options().max_files = 2;
  EXPECT_EQ(project.Load().Of(TableId::kEvent).batches, 3U);

  LoadProject other("", LoadProject::WithSchema());
  for (const char* name : {"a", "b"}) other.Write(LoadProject::EventFile(name), SampleEvents());
  other.options().max_bytes = 1;
  const LoadReport report = other.Load();
  EXPECT_EQ(report.Of(TableId::kEvent).batches, 2U) << "a file is never divided";
  EXPECT_EQ(report.Of(TableId::kEvent).rows.inserted, static_cast<uint64_t>(other.Count("shop.event_v2")));
}

TEST(Load, FilesOfEachAppGoIntoItsSchema) {
  LoadProject project;
  for (const char* app : {"shop", "My-App.1", "null", "PUBLIC"}) {
    project.Write(LoadProject::PathOf("event_v2", "a", app), SampleEvents());
  }
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Of(TableId::kEvent).files_loaded, 2U);
  EXPECT_EQ(report.files_unknown_app, 2U);
  EXPECT_EQ(project.Count("shop.event_v2"), project.Count("my_app_1.event_v2"));
  EXPECT_EQ(project.Rows("SELECT 1 FROM information_schema.schemata WHERE schema_name IN ('public', 'null')"),
            Strings{});
}

TEST(Load, RowsFromBeforeTheCutOfAnExpiryDoNotComeBack) {
  LoadProject project("", LoadProject::WithSchema());
  project.warehouse().Connect()->Execute(
      "INSERT INTO shop.expiry_cut VALUES ('2024-10-01 22:00:00', '2025-01-01'), ('2024-10-08 22:00:00', "
      "'2025-01-01')");
  project.Write(LoadProject::EventFile("a"), SampleEvents());
  const RowCounts rows = project.Load().Of(TableId::kEvent).rows;
  EXPECT_GT(rows.expired, 0U);
  EXPECT_GT(rows.inserted, 0U);
  EXPECT_EQ(rows.unchanged() + rows.inserted + rows.expired, rows.read);
  EXPECT_EQ(project.Count("shop.event_v2 WHERE event_timestamp < '2024-10-08 22:00:00'"), 0);
}

TEST(Load, NumbersThatAreNoneAreCountedByColumn) {
  LoadProject project("", LoadProject::WithSchema());
  project.Write(LoadProject::EventFile("a"),
                SampleEvents("CAST('NaN' AS DOUBLE) AS event_value", "event_id LIKE '%1'"));
  const RowCounts rows = project.Load().Of(TableId::kEvent).rows;
  EXPECT_EQ(rows.not_finite, (std::map<std::string, uint64_t>{{"event_value", rows.read}}));
  EXPECT_EQ(project.Count("shop.event_v2 WHERE event_value IS NOT NULL"), 0);
}

// Maps become canonical JSON; where a file says that its keys are in order, it is believed, which saves a quarter of a
// load.
TEST(Load, MapsAreSortedUnlessTheirFilesSayThatTheyAre) {
  const std::string maps = SampleEvents(
      "MAP {'b': '1', 'a': '2'} AS process_info, MAP {'z': {'value': '1', 'type': 'number'}, "
      "'y': {'value': NULL, 'type': 'null'}} AS custom_parameters");
  const auto loaded = [&](const std::vector<std::string>& more_options) {
    LoadProject project("", LoadProject::WithSchema());
    for (size_t i = 0; i < more_options.size(); ++i) {
      project.Write(LoadProject::EventFile("f" + std::to_string(i)), maps, more_options[i]);
    }
    project.Load();
    return project.Rows("SELECT DISTINCT process_info || custom_parameters FROM shop.event_v2");
  };
  const std::string says_so = ", KV_METADATA {'millrace.map_keys': 'sorted'}";
  const Strings in_order = {R"({"a":"2","b":"1"}{"y":{"type":"null","value":null},"z":{"type":"number","value":"1"}})"};
  EXPECT_EQ(loaded({""}), in_order);
  EXPECT_EQ(loaded({says_so, ""}), in_order);
  EXPECT_EQ(loaded({", KV_METADATA {'millrace.map_keys': 'other'}"}), in_order);
  EXPECT_EQ(loaded({says_so, says_so}),
            Strings{R"({"b":"1","a":"2"}{"z":{"type":"number","value":"1"},"y":{"type":"null","value":null}})"});
}

// A process that died between the commit of a batch and its note in the ledger.
TEST(Load, BatchWhoseOutcomeIsUnknownIsLookedUp) {
  LoadProject project("", LoadProject::WithSchema());
  project.Write(LoadProject::EventFile("a"), SampleEvents());
  project.Load();
  project.options().scan = false;
  LoadItemStore& items = project.ledger().load_items();
  const Strings paths{LoadProject::EventFile("a")};
  const LoadItem loaded = items.Find(paths[0]).value();
  LoadItem waiting = loaded;
  waiting.state = LoadState::kNew;
  const auto interrupt = [&](const std::string& load_id) {
    const int64_t fence = project.ledger().leases().Find(kLoadLease).fence;
    items.Forget(paths, fence);
    items.Register(std::vector{waiting});
    items.Claim(load_id, paths, fence);
  };
  interrupt(loaded.load_id);
  const LoadReport report = project.Load();
  EXPECT_EQ(report.recovered, 1U);
  EXPECT_EQ(report.Total().batches, 0U);
  EXPECT_EQ(project.States().at(paths[0]), LoadState::kLoaded);

  interrupt("never-committed");
  const LoadReport again = project.Load();
  EXPECT_EQ(again.recovered, 1U);
  EXPECT_EQ(again.Total().files_loaded, 1U);
  EXPECT_EQ(again.Total().rows.inserted + again.Total().rows.changed, 0U);
}

}  // namespace
}  // namespace millrace
