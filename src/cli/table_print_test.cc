#include "cli/table_print.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

const std::vector<std::string> kColumns = {"name", "count"};
const std::vector<std::vector<Cell>> kRows = {
    {Cell::Text("a,\"b\""), Cell::Number("12")}, {Cell::Null(), Cell::Number("3")}, {Cell::Text(""), Cell::Null()}};

TEST(TablePrint, AGridHasNumbersToTheRight) {
  EXPECT_EQ(RenderTable(kColumns, kRows, {}),
            "name   count\n"
            "-----  -----\n"
            "a,\"b\"     12\n"
            "           3\n"
            "\n");
}

TEST(TablePrint, JsonIsOneObjectALine) {
  EXPECT_EQ(RenderTable(kColumns, kRows, {.format = OutputFormat::kJson}),
            "{\"name\": \"a,\\\"b\\\"\", \"count\": 12}\n"
            "{\"name\": null, \"count\": 3}\n"
            "{\"name\": \"\", \"count\": null}\n");
  EXPECT_EQ(RenderTable({"a", "b"}, {{Cell::Number("nan"), Cell::Json("[1]")}}, {.format = OutputFormat::kJson}),
            "{\"a\": \"nan\", \"b\": [1]}\n");
}

TEST(TablePrint, CsvTellsNullFromTheEmptyText) {
  EXPECT_EQ(RenderTable(kColumns, kRows, {.format = OutputFormat::kCsv}),
            "name,count\n\"a,\"\"b\"\"\",12\n,3\n\"\",\n");
}

TEST(TablePrint, AWideTableBecomesRecordsWithoutNulls) {
  EXPECT_EQ(RenderTable(kColumns, kRows, {.width = 9}),
            "row 1\n  name   a,\"b\"\n  count  12\n\n"
            "row 2\n  count  3\n\n"
            "row 3\n  name   \n");
  EXPECT_EQ(RenderTable(kColumns, {}, {.width = 3}), "name  count\n----  -----\n");
}

TEST(TablePrint, NullIsShownWhereItHasAText) {
  TableStyle style{.null_text = "NULL"};
  EXPECT_EQ(RenderTable(kColumns, kRows, style),
            "name   count\n"
            "-----  -----\n"
            "a,\"b\"     12\n"
            "NULL       3\n"
            "        NULL\n");
  style.color = true;
  EXPECT_NE(RenderTable(kColumns, kRows, style).find("\x1b[2mNULL\x1b[0m       3\n"), std::string::npos);
  style = {.width = 9, .null_text = "NULL"};
  EXPECT_EQ(RenderTable(kColumns, {kRows[1]}, style), "row 1\n  count  3\n  1 column is NULL\n");
}

TEST(TablePrint, ControlCharactersDoNotBreakTheLayout) {
  EXPECT_EQ(RenderTable({"a"}, {{Cell::Text("x\n\x1by")}}, {}), "a\n----\nx  y\n");
}

}  // namespace
}  // namespace millrace
