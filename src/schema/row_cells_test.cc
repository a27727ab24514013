#include "schema/row_cells.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

template <typename Builder, typename Value>
std::shared_ptr<arrow::Array> ArrayOf(Builder&& builder, Value value) {
  EXPECT_TRUE(builder.Append(value).ok());
  EXPECT_TRUE(builder.AppendNull().ok());
  return *builder.Finish();
}

std::string TextOf(const std::shared_ptr<arrow::Array>& array) {
  EXPECT_EQ(CellOf(*array, 1).kind, Cell::Kind::kNull);
  return CellOf(*array, 0).text;
}

TEST(RowCells, EveryTypeOfTheTablesHasAText) {
  EXPECT_EQ(TextOf(ArrayOf(arrow::StringBuilder(), "a\"b")), "a\"b");
  EXPECT_EQ(TextOf(ArrayOf(arrow::Int64Builder(), int64_t{-5})), "-5");
  EXPECT_EQ(TextOf(ArrayOf(arrow::Int32Builder(), 7)), "7");
  EXPECT_EQ(TextOf(ArrayOf(arrow::DoubleBuilder(), 0.1)), "0.1");
  EXPECT_EQ(TextOf(ArrayOf(arrow::BooleanBuilder(), true)), "true");
  EXPECT_EQ(TextOf(ArrayOf(arrow::Date32Builder(), 20157)), "2025-03-10");
  EXPECT_EQ(TextOf(ArrayOf(
                arrow::TimestampBuilder(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"), arrow::default_memory_pool()),
                int64_t{1'741'608'000'500'000})),
            "2025-03-10T12:00:00.500Z");
  EXPECT_EQ(TextOf(ArrayOf(arrow::StringDictionaryBuilder(), "x")), "x");
}

TEST(RowCells, MapsAreJsonObjects) {
  auto keys = std::make_shared<arrow::StringBuilder>();
  auto values = std::make_shared<arrow::StringBuilder>();
  arrow::MapBuilder map(arrow::default_memory_pool(), keys, values);
  ASSERT_TRUE(map.Append().ok() && keys->Append("k\"").ok() && values->Append("v").ok());
  ASSERT_TRUE(keys->Append("n").ok() && values->AppendNull().ok());
  const auto array = *map.Finish();
  EXPECT_EQ(CellOf(*array, 0).text, "{\"k\\\"\": \"v\", \"n\": null}");
  EXPECT_EQ(CellOf(*array, 0).kind, Cell::Kind::kJson);
}

TEST(RowCells, BatchesKeepTheirOrder) {
  const auto schema = arrow::schema({arrow::field("a", arrow::int64())});
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
  for (int64_t value : {1, 2}) {
    batches.push_back(arrow::RecordBatch::Make(schema, 2, {ArrayOf(arrow::Int64Builder(), value)}));
  }
  const auto rows = CellsOf(batches);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0][0].text, "1");
  EXPECT_EQ(rows[2][0].text, "2");
  EXPECT_TRUE(CellsOf({}).empty());
  EXPECT_EQ(ColumnNames(TableId::kSession).size(), 19u);
}

}  // namespace
}  // namespace millrace
