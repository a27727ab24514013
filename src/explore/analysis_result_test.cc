// The rows of an analysis as clients get them.
#include "explore/analysis_result.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

// Texts and a number, which may be NULL.
std::string CsvOfValues(std::string_view values) {
  WarehouseOptions options;
  options.uri = "duckdb:";
  const auto connection = OpenWarehouse(options)->Connect();
  AnalysisStatement statement;
  statement.sql = Sql::Own("SELECT t, n FROM (VALUES " + std::string(values) + ") AS v (t, n)");
  statement.columns = {{.name = "value", .type = AnalysisType::kText}, {.name = "n", .type = AnalysisType::kNumber}};
  return AnalysisRows(*connection, statement, {}).Csv();
}

TEST(AnalysisResultTest, CsvTellsNullFromAnEmptyText) {
  EXPECT_EQ(CsvOfValues("('', 1::DOUBLE), (NULL, NULL), ('a,\"b', 'NaN'::DOUBLE)"),
            "value,n\r\n\"\",1\r\n,\r\n\"a,\"\"b\",\r\n");
}

TEST(AnalysisResultTest, CsvHasNoFormulas) {
  EXPECT_EQ(CsvOfValues("('=1+1', -1.5::DOUBLE), ('@x,y', 2)"), "value,n\r\n'=1+1,-1.5\r\n\"'@x,y\",2\r\n");
}

TEST(AnalysisResultTest, RowsAreBoundedInBytes) {
  WarehouseOptions options;
  options.uri = "duckdb:";
  const auto connection = OpenWarehouse(options)->Connect();
  AnalysisStatement statement;
  statement.sql = Sql::Own("SELECT repeat('x', 1000) AS t FROM range(100)");
  statement.columns = {{.name = "value", .type = AnalysisType::kText}};
  EXPECT_EQ(AnalysisRows(*connection, statement, {}, 200'000).row_count(), 100);
  EXPECT_THROW(AnalysisRows(*connection, statement, {}, 90'000), UserError);
}

}  // namespace
}  // namespace millrace
