#include "warehouse/model_file.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

constexpr std::string_view kDailyUsers =
    "-- Users of a day.\n"
    "--\n"
    "-- Counted by\n"
    "-- device.\n"
    "--\n"
    "-- kind: table\n"
    "-- grain: event_date, platform\n"
    "-- key: event_date, platform\n"
    "-- columns:\n"
    "--   event_date date required: local day\n"
    "--   platform text: platform: Web or another\n"
    "--   update_timestamp timestamp now: when the row was written\n"
    "-- depends: session_day, run_day\n"
    "-- previous: user_v2\n"
    "-- refresh: user (platform)\n"
    "-- look-back: models.lookback\n"
    "SELECT 1 -- one; and\n"
    "-- a comment;\n"
    "FROM {schema}.session_day;\n";

ModelFile ParseText(std::string_view text) {
  return ParseModelFile("models/m.sql", "metrics", "m", text);
}

std::string FaultOf(std::string_view text) {
  try {
    ParseText(text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ModelFile, ReadsAHeaderAndItsStatement) {
  const ModelFile model = ParseText(kDailyUsers);
  EXPECT_EQ(model.meaning, "Users of a day.\n\nCounted by device.");
  EXPECT_EQ(model.kind, ModelKind::kTable);
  EXPECT_EQ(model.key, (std::vector<std::string>{"event_date", "platform"}));
  ASSERT_EQ(model.columns.size(), 3u);
  EXPECT_TRUE(model.columns[0].is_required);
  EXPECT_EQ(model.columns[0].type, ModelType::kDate);
  EXPECT_EQ(model.columns[1].meaning, "platform: Web or another");
  EXPECT_TRUE(model.columns[2].is_now);
  EXPECT_EQ(model.depends, (std::vector<std::string>{"session_day", "run_day"}));
  EXPECT_EQ(model.previous, (std::vector<std::string>{"user_v2"}));
  EXPECT_EQ(model.refresh, ModelRefresh::kUser);
  EXPECT_EQ(model.refresh_column, "platform");
  EXPECT_EQ(model.look_back, "models.lookback");
  ASSERT_EQ(model.statements.size(), 1u);
  EXPECT_EQ(model.Body(), "SELECT 1 -- one; and\n\nFROM {schema}.session_day");
  EXPECT_EQ(model.statements[0].line, 17u);
}

TEST(ModelFile, AStatementEndsAtTheEndOfALineOutsideOfABody) {
  const ModelFile model = ParseText(
      "-- kind: function\n-- refresh: once\n"
      "CREATE FUNCTION f() AS $$\nSELECT 1;\nSELECT 2;\n$$;\n\r\n"
      "DROP TABLE a; DROP TABLE b;\r\n");
  ASSERT_EQ(model.statements.size(), 2u);
  EXPECT_EQ(model.statements[0].sql, "CREATE FUNCTION f() AS $$\nSELECT 1;\nSELECT 2;\n$$");
  EXPECT_EQ(model.statements[1].sql, "DROP TABLE a; DROP TABLE b");
  EXPECT_EQ(model.statements[1].line, 8u);
}

TEST(ModelFile, FaultsNameFileLineAndColumn) {
  EXPECT_EQ(FaultOf("-- kind: tabel\n-- refresh: day\n"),
            "models/m.sql:1:10: error: unknown kind `tabel`; did you mean table? (known: view, table, work, query, "
            "statements, lake view, function)\n"
            "  1 | -- kind: tabel\n"
            "    |          ^");
  EXPECT_EQ(FaultOf("-- kind: view\n-- refresh: live\nSELECT 1\n"),
            "models/m.sql:3:1: error: the last statement has no semicolon at the end of a line\n"
            "  3 | SELECT 1\n"
            "    | ^");
  EXPECT_NE(FaultOf("-- kind: view\n-- depend: a\n")
                .find("m.sql:2:4: error: unknown line of the header; did you mean depends?"),
            std::string::npos);
}

TEST(ModelFile, RefusesWhatTheFormatDoesNotAllow) {
  const auto has = [](std::string_view text, std::string_view message) {
    const std::string fault = FaultOf(text);
    EXPECT_NE(fault.find(message), std::string::npos) << fault;
  };
  has("-- Nothing.\nSELECT 1;\n", "the header lacks `kind:`");
  has("-- kind: view\nSELECT 1;\n", "the header lacks `refresh:`");
  has("-- kind: view\n-- kind: view\n", "the header has `kind:` twice");
  has("-- kind: view\n-- refresh: live\n", "a model of kind `view` has one statement");
  has("-- kind: view\n-- refresh: live\nSELECT 1;\nSELECT 2;\n", "m.sql:4:1: error: a model of kind `view` has one");
  has("-- kind: statements\n-- refresh: run\n", "has at least one statement");
  has("-- kind: table\n-- refresh: user\n", "`refresh: user (COLUMN)` names the column");
  has("-- kind: table\n-- refresh: day (a)\n", "no other refresh has a column");
  has("-- kind: table\n-- refresh: user (a\n", "is not closed");
  has("-- kind: table\n-- refresh: day\nSELECT 1;\n", "a table's header names its columns");
  has("-- columns:\n--   a\n", "a column is written as");
  has("-- columns:\n--   a: b\n", "column `a` has no type");
  has("-- columns:\n--   a txet: b\n", "unknown type `txet`; did you mean text?");
  has("-- columns:\n--   a text unique: b\n", "unknown word `unique`");
  has("-- columns:\n--   A text: b\n", "a column's name is of");
  has("-- columns:\n--   a text: b\n--   a text: c\n", "column `a` is there twice");
  has("-- depends: a b\n", "a name is expected");
  has("-- kind: view\n-- key: b\n-- refresh: live\n-- columns:\n--   a text: x\nSELECT 1;\n", "`key:` names `b`");
}

}  // namespace
}  // namespace millrace
