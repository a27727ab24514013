#include "schema/table.h"

#include <set>

#include <arrow/type.h>
#include <gtest/gtest.h>

#include "schema/arrow_schema.h"

namespace millrace {
namespace {

TEST(Table, NamesAreUniqueAndEnumsPointAtTheirColumns) {
  for (const Table& table : AllTables()) {
    std::set<std::string_view> names;
    for (const Column& column : table.columns) EXPECT_TRUE(names.insert(column.name).second) << column.name;
    EXPECT_EQ(FindTable(table.name), table.id);
  }
  EXPECT_EQ(TableOf(TableId::kEvent).columns[static_cast<size_t>(EventColumn::page_view_page_url)].name,
            "page_view_page_url");
  EXPECT_EQ(FindTable("events"), std::nullopt);
}

TEST(Table, OnlyTextsHaveALimit) {
  for (const Table& table : AllTables()) {
    for (const Column& column : table.columns) {
      EXPECT_TRUE(column.type == ColumnType::kText || column.max_bytes == 0) << table.name << "." << column.name;
      EXPECT_FALSE(column.meaning.empty()) << column.name;
    }
  }
}

TEST(ArrowSchema, FollowsTheTableOfColumns) {
  const auto& schema = *ArrowSchema(TableId::kEvent);
  EXPECT_EQ(schema.num_fields(), 104);
  EXPECT_EQ(schema.field(0)->type()->ToString(), "timestamp[us, tz=UTC]");
  EXPECT_EQ(schema.field(103)->nullable(), false);
  EXPECT_EQ(schema.GetFieldByName("custom_parameters")->type()->ToString(),
            "map<string, struct<value: string, type: string>>");
}

}  // namespace
}  // namespace millrace
