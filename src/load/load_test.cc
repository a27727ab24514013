#include "load/load.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/lake_stage.h"
#include "load/testing/load_fixture.h"

#include "core/error.h"
#include "core/time.h"

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

TEST(Load, SampleCaseBatchByBatch) {
  LoadProject project;
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

}  // namespace
}  // namespace millrace
