// Every expression on every engine, over rows that make them differ: NULL, ends of months, keys with odd characters.
#include "charts/sql_dialect.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "warehouse/testing/duckdb_fixture.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

class SqlDialectTest : public ::testing::TestWithParam<Dialect> {
 protected:
  SqlDialectTest() : sql(SqlDialect::Of(GetParam())) {
    WarehouseOptions options;
    options.uri = GetParam() == Dialect::kDuckDb ? "duckdb:" : PostgresServer::Shared().uri();
    connection = OpenWarehouse(options)->Connect();
  }

  std::string Cells(const Select& select) {
    const ResultRows rows = connection->QueryRows(select.ToSql().text(), values.Bound());
    values = {};
    std::string text;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      for (int column = 0; column < rows.column_count(); ++column) {
        text += (column == 0 ? "" : ",") + rows.MaybeText(row, column).value_or("NULL");
      }
      text += ";";
    }
    return text;
  }
  std::string Value(const Sql& expression) { return Cells(Select().Column(SqlDialect::AsText(expression), "a")); }

  const SqlDialect& sql;
  SqlValues values;
  std::unique_ptr<Connection> connection;
};

TEST_P(SqlDialectTest, PeriodsBeginOnMondaysAndOnTheFirst) {
  const auto time = [&] { return values.Time(1'730'382'300'000'000); };  // 2024-10-31 13:45, a Thursday
  EXPECT_EQ(Value(sql.PeriodStart(time(), SqlPeriod::kHour)), "2024-10-31 13:00:00;");
  EXPECT_EQ(Value(sql.PeriodStart(time(), SqlPeriod::kDay)), "2024-10-31 00:00:00;");
  EXPECT_EQ(Value(sql.PeriodStart(time(), SqlPeriod::kWeek)), "2024-10-28 00:00:00;");
  EXPECT_EQ(Value(sql.PeriodStart(time(), SqlPeriod::kMonth)), "2024-10-01 00:00:00;");
  EXPECT_EQ(Value(sql.PeriodStart(values.Day(20023), SqlPeriod::kWeek)), "2024-10-21 00:00:00;") << "a Sunday";
}

TEST_P(SqlDialectTest, TimesAndDaysAreAddedAndTakenApart) {
  EXPECT_EQ(Value(sql.AddDays(values.Day(20027), values.Integer(-31))), "2024-09-30;");
  EXPECT_EQ(Value(sql.DaysBetween(values.Day(20000), values.Day(20027))), "27;");
  const auto time = [&] { return values.Time(1'730'382'300'500'000); };
  EXPECT_EQ(Value(sql.AddPeriods(time(), values.Integer(-1), SqlPeriod::kMonth)), "2024-09-30 13:45:00.5;");
  EXPECT_EQ(Value(sql.AddPeriods(time(), values.Integer(2), SqlPeriod::kWeek)), "2024-11-14 13:45:00.5;");
  EXPECT_EQ(Value(sql.AddSeconds(time(), values.Integer(30))), "2024-10-31 13:45:30.5;");
  EXPECT_EQ(Value(sql.SecondsBetween(values.Time(1'730'382'300'000'000), time()) + " = 0.5"), "true;");
}

TEST_P(SqlDialectTest, LocalTimeFollowsTheZone) {
  const auto zone = [&] { return values.Text("Europe/Berlin"); };
  const auto summer = [&] { return values.Time(1'720'000'000'000'000); };  // 2024-07-03 09:46:40
  EXPECT_EQ(Value(sql.LocalTime(summer(), zone())), "2024-07-03 11:46:40;");
  EXPECT_EQ(Value(sql.UtcTime(sql.LocalTime(summer(), zone()), zone())), "2024-07-03 09:46:40;");
}

TEST_P(SqlDialectTest, NullIsAValueWhereItShouldBe) {
  const Sql rows = "(VALUES ('a', 'b'), ('a', NULL), (NULL, 'b'), (NULL, NULL), (NULL, NULL)) AS r(x, y)";
  EXPECT_EQ(Cells(Select().Column(sql.CountDistinct({"x", "y"}), "n").Column(sql.CountDistinct({"x"}), "m").From(rows)),
            "4,1;");
  EXPECT_EQ(Cells(Select().Column("count(*)", "n").From(rows).Where(sql.IsSame("x", "y"))), "2;");
  const auto some = [&] { return std::vector<Sql>{values.Text("a"), values.Text("it's")}; };
  const auto count = [&](const Sql& condition) {
    return Cells(Select().Column("count(*)", "n").From(rows).Where(condition));
  };
  EXPECT_EQ(count(SqlDialect::IsOneOf("x", some(), false)), "2;");
  EXPECT_EQ(count(SqlDialect::IsOneOf("x", some(), true)), "5;");
  EXPECT_EQ(count(SqlDialect::IsOneOf("x", {}, true)), "3;");
  EXPECT_EQ(count(SqlDialect::IsOneOf("x", {}, false)), "0;");
}

TEST_P(SqlDialectTest, ASelectHasAllItsParts) {
  const Select rows =
      Select().Column("v", "v").From("(VALUES (1), (2), (3), (4), (NULL)) AS r(v)").Where("v > 1 OR v IS NULL");
  Select select;
  select.With("r", rows).Column("v % 2", "odd").Column(SqlDialect::AsInteger("count(*)"), "n").From(Sql::Name("r"));
  select.GroupBy("1").Having("count(*) < 3").OrderBy("1", SortOrder::kDescending).Limit(2, 0);
  EXPECT_EQ(Cells(select), "1,1;0,2;");
  select.Limit(-1, 2);
  EXPECT_EQ(Cells(select), "NULL,1;");
  EXPECT_EQ(Cells(Select().Distinct().Column("v IS NULL", "v").From(rows, "r").OrderBy("1")), "false;true;");
}

TEST_P(SqlDialectTest, MediansAndRatios) {
  const Sql rows = "(VALUES (1), (2), (10), (20), (NULL)) AS r(v)";
  EXPECT_EQ(Cells(Select().Column(sql.Median("v") + " = 6.0", "m").From(rows)), "true;");
  EXPECT_EQ(Value(SqlDialect::Ratio("1", "4") + " = 0.25"), "true;");
  EXPECT_EQ(Value(SqlDialect::Ratio("1", "0")), "NULL;");
}

TEST_P(SqlDialectTest, TextsAreFoundAsTheyStand) {
  EXPECT_EQ(Value(SqlDialect::Contains(values.Text("100% it's"), values.Text("% it'"))), "true;");
  EXPECT_EQ(Value(SqlDialect::Contains(values.Text("abc"), values.Text("a_c"))), "false;");
}

TEST_P(SqlDialectTest, JsonIsReadByAnyKey) {
  const Sql type = GetParam() == Dialect::kDuckDb ? Sql("JSON") : Sql("jsonb");
  const auto json = [&] {
    return "CAST(" + values.Text(R"({"a/b~'\"$": {"value": "7"}, "a": {"b": 1.5}, "none": null})") + " AS " + type +
           ")";
  };
  EXPECT_EQ(Value(sql.JsonText(json(), {"a/b~'\"$", "value"}, values)), "7;");
  EXPECT_EQ(Value(sql.JsonText(json(), {"a", "b"}, values)), "1.5;");
  EXPECT_EQ(Value(sql.JsonText(json(), {"none"}, values)), "NULL;");
  EXPECT_EQ(Value(sql.JsonText(json(), {"missing", "value"}, values)), "NULL;");
}

TEST_P(SqlDialectTest, OnlyDecimalNumbersAreNumbers) {
  for (const char* number : {"1.5", "-2", "+3e2", "0"}) {
    EXPECT_EQ(Value(sql.NumberOf(values.Text(number)) + " IS NULL"), "false;") << number;
  }
  for (const char* other : {"", "NaN", "Infinity", "1e999", "1_000", " 1", "1 ", "0x10", "7 apples", "1.", "1\n"}) {
    EXPECT_EQ(Value(sql.NumberOf(values.Text(other)) + " IS NULL"), "true;") << other;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, SqlDialectTest, ::testing::Values(Dialect::kDuckDb, Dialect::kPostgres),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

TEST(SqlBuilderTest, EqualValuesHaveOneNumber) {
  SqlValues values;
  EXPECT_EQ(values.Text("a").text(), "$1");
  EXPECT_EQ(values.Integer(7).text(), "$2");
  EXPECT_EQ(values.Texts({"b", "a", "7"}).text(), "$3, $1, $4");
  EXPECT_EQ(values.Day(0).text(), "CAST($5 AS date)");
  EXPECT_EQ(values.values().size(), 5u);
  EXPECT_EQ(SqlValues().Bound(), nullptr);
}

TEST(SqlBuilderTest, NamesAreQuoted) {
  EXPECT_EQ(Sql::Relation("a\"b", "T").text(), R"("a""b"."T")");
}

}  // namespace
}  // namespace millrace
