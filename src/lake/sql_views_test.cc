#include "lake/sql_views.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "core/sql_text.h"
#include "core/testing/temporary_folder.h"
#include "warehouse/testing/duckdb_fixture.h"

namespace millrace {
namespace {

class LakeViews : public ::testing::Test {
 protected:
  // Writes user rows, given as SQL over the columns of user_v2, as one file of the lake.
  std::string WriteUsers(const std::string& name, const std::string& select) {
    const std::filesystem::path partition =
        folder_ / "partition_app=web/partition_year=2025/partition_month=03/partition_day=09";
    std::filesystem::create_directories(partition);
    std::string columns;
    for (const Column& column : TableOf(TableId::kUser).columns) columns += ", " + std::string(column.name);
    const auto database = DuckDbInMemory();
    ExecuteAll(*database, LakeViewStatements({}));
    std::string path = partition / name;
    database->Execute("COPY (SELECT " + columns.substr(2) + " FROM user_v2 UNION ALL BY NAME " + select + ") TO " +
                      SqlText(path) + " (FORMAT parquet)");
    // The empty view gives the missing columns; take the partition columns off again.
    database->Execute("COPY (SELECT " + columns.substr(2) + " FROM read_parquet(" + SqlText(path) +
                      ", hive_partitioning = false)) TO " + SqlText(path + ".2") + " (FORMAT parquet)");
    std::filesystem::rename(path + ".2", path);
    return path;
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(LakeViews, TablesWithoutFilesAreEmptyWithTheirColumns) {
  const auto database = DuckDbInMemory();
  ExecuteAll(*database, LakeViewStatements({}));
  EXPECT_EQ(RowsOf(*database, "SELECT count(*) AS n FROM event_v2"), "{\"n\": 0}\n");
  EXPECT_EQ(RowsOf(*database, "SELECT count(*) AS n FROM (DESCRIBE event_v2)"), "{\"n\": 108}\n");
  EXPECT_EQ(RowsOf(*database, "SELECT count(*) AS n FROM (DESCRIBE rejects)"), "{\"n\": 17}\n");
  EXPECT_EQ(RowsOf(*database, "SELECT count(*) AS n FROM users"), "{\"n\": 0}\n");
}

TEST_F(LakeViews, PartitionsAreTexts) {
  const std::string path = WriteUsers("a.parquet", "SELECT 'u' AS user_pseudo_id");
  const auto database = DuckDbInMemory();
  ExecuteAll(*database, LakeViewStatements({{TableId::kUser, {path}}}));
  EXPECT_EQ(RowsOf(*database, "SELECT partition_app, partition_month, partition_day FROM user_v2"),
            "{\"partition_app\": \"web\", \"partition_month\": \"03\", \"partition_day\": \"09\"}\n");
}

TEST_F(LakeViews, UsersAreMergedByTheTimesThatDecide) {
  const std::vector<std::string> parts = {
      "SELECT 'u' AS user_pseudo_id, TIMESTAMPTZ '2025-03-10 00:00:00+00' AS event_timestamp, 'old' AS user_id, "
      "100 AS user_id_time_msec, 'first' AS first_traffic_source, 'cpc' AS first_traffic_medium, "
      "10 AS first_event_time_msec, '{\"a\":1}' AS user_properties_json_str, 50 AS profile_event_time_msec",
      "SELECT 'u' AS user_pseudo_id, TIMESTAMPTZ '2025-03-12 00:00:00+00' AS event_timestamp, 'new' AS user_id, "
      "200 AS user_id_time_msec, 'second' AS first_traffic_source, NULL AS first_traffic_medium, "
      "20 AS first_event_time_msec, '{\"a\":2}' AS user_properties_json_str, 40 AS profile_event_time_msec",
      // Knows nothing but that the user was there last.
      "SELECT 'u' AS user_pseudo_id, TIMESTAMPTZ '2025-03-15 00:00:00+00' AS event_timestamp"};
  LakeFiles files;
  for (size_t i = 0; i < parts.size(); ++i) {
    files[TableId::kUser].push_back(WriteUsers("part" + std::to_string(i) + ".parquet", parts[i]));
  }
  const std::string expected =
      "{\"app_id\": \"web\", \"user_pseudo_id\": \"u\", \"event_timestamp\": \"2025-03-15 00:00:00+00\", "
      "\"user_id\": \"new\", \"first_traffic_source\": \"first\", \"first_traffic_medium\": \"cpc\", "
      "\"user_properties_json_str\": \"{\\\"a\\\":1}\", \"first_event_time_msec\": 10, \"user_id_time_msec\": 200}\n";
  const std::string query =
      "SELECT app_id, user_pseudo_id, event_timestamp, user_id, first_traffic_source, first_traffic_medium, "
      "user_properties_json_str, first_event_time_msec, user_id_time_msec FROM users";
  for (int order = 0; order < 3; ++order) {
    const auto database = DuckDbInMemory();
    ExecuteAll(*database, LakeViewStatements(files));
    EXPECT_EQ(RowsOf(*database, query), expected);
    std::rotate(files[TableId::kUser].begin(), files[TableId::kUser].begin() + 1, files[TableId::kUser].end());
  }
}

TEST_F(LakeViews, TheFirstGroupComesFromOneRowAndTiesGoToTheGreaterText) {
  const LakeFiles files = {
      {TableId::kUser,
       {WriteUsers("a.parquet",
                   "SELECT 'u' AS user_pseudo_id, 'a' AS first_traffic_source, 'z' AS first_traffic_medium, "
                   "10 AS first_event_time_msec, 'x' AS user_id, 5 AS user_id_time_msec"),
        WriteUsers("b.parquet",
                   "SELECT 'u' AS user_pseudo_id, 'b' AS first_traffic_source, "
                   "10 AS first_event_time_msec, 'y' AS user_id, 5 AS user_id_time_msec")}}};
  const auto database = DuckDbInMemory();
  ExecuteAll(*database, LakeViewStatements(files));
  EXPECT_EQ(RowsOf(*database, "SELECT first_traffic_source AS s, first_traffic_medium AS m, user_id AS id FROM users"),
            "{\"s\": \"b\", \"m\": null, \"id\": \"y\"}\n");
}

// As UserAggregates has it, also where a time cannot be negated.
TEST_F(LakeViews, OfFirstEventsOfEqualTimeTheSmallerFirstTouchComesFirst) {
  const auto first_of = [&](const std::vector<std::string>& rows) {
    std::string select;
    for (const std::string& row : rows) {
      select += (select.empty() ? "" : " UNION ALL ") + ("SELECT 'u' AS user_pseudo_id, " + row);
    }
    const auto database = DuckDbInMemory();
    ExecuteAll(*database,
               LakeViewStatements({{TableId::kUser, {WriteUsers("a.parquet", "SELECT * FROM (" + select + ")")}}}));
    return RowsOf(*database, "SELECT first_touch_time_msec AS t, first_traffic_source AS s FROM users");
  };
  const auto row = [](const std::string& event, const std::string& touch, const std::string& source) {
    return event + "::BIGINT AS first_event_time_msec, " + touch + "::BIGINT AS first_touch_time_msec, '" + source +
           "' AS first_traffic_source";
  };
  EXPECT_EQ(first_of({row("10", "7", "a"), row("10", "NULL", "z"), row("10", "8", "b")}), "{\"t\": 7, \"s\": \"a\"}\n");
  EXPECT_EQ(first_of({row("10", "NULL", "z"), row("10", "9223372036854775807", "a")}),
            "{\"t\": 9223372036854775807, \"s\": \"a\"}\n");
  EXPECT_EQ(first_of({row("(-9223372036854775808)", "5", "a"), row("(-9223372036854775807)", "1", "z")}),
            "{\"t\": 5, \"s\": \"a\"}\n");
  EXPECT_EQ(first_of({row("10", "(-9223372036854775808)", "a"), row("10", "0", "z")}),
            "{\"t\": -9223372036854775808, \"s\": \"a\"}\n");
  EXPECT_EQ(first_of({row("10", "7", "a"), row("10", "7", "b")}), "{\"t\": 7, \"s\": \"b\"}\n");
}

TEST_F(LakeViews, SessionsOfOlderVersionsLackTheTimeOfTheirUserId) {
  const std::filesystem::path partition =
      folder_ / "partition_app=web/partition_year=2025/partition_month=03/partition_day=09";
  std::filesystem::create_directories(partition);
  const std::string older = partition / "older.parquet";
  const std::string newer = partition / "newer.parquet";
  const auto database = DuckDbInMemory();
  ExecuteAll(*database, LakeViewStatements({}));
  const std::string none = "SELECT * EXCLUDE (partition_app, partition_year, partition_month, partition_day) ";
  const std::string row = " UNION ALL BY NAME SELECT 's' AS session_id, ";
  database->Execute("COPY (SELECT * EXCLUDE (user_id_time_msec) FROM (" + none + "FROM session" + row +
                    "'old' AS user_id)) TO " + SqlText(older) + " (FORMAT parquet)");
  database->Execute("COPY (" + none + "FROM session" + row + "'new' AS user_id, 7 AS user_id_time_msec) TO " +
                    SqlText(newer) + " (FORMAT parquet)");
  const std::string query = "SELECT user_id AS u, user_id_time_msec AS t, partition_day AS d FROM session ORDER BY u";
  ExecuteAll(*database, LakeViewStatements({{TableId::kSession, {older}}}));
  EXPECT_EQ(RowsOf(*database, query), "{\"u\": \"old\", \"t\": null, \"d\": \"09\"}\n");
  ExecuteAll(*database, LakeViewStatements({{TableId::kSession, {older, newer}}}));
  EXPECT_EQ(RowsOf(*database, query),
            "{\"u\": \"new\", \"t\": 7, \"d\": \"09\"}\n{\"u\": \"old\", \"t\": null, \"d\": \"09\"}\n");
}

}  // namespace
}  // namespace millrace
