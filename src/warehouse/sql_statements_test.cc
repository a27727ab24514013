#include "warehouse/sql_statements.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

std::string Split(std::string_view sql) {
  std::string out;
  for (const std::string_view statement : SplitStatements(sql)) out += "[" + std::string(statement) + "]";
  return out;
}

TEST(SqlStatements, SemicolonsEndStatements) {
  EXPECT_EQ(Split("SELECT 1; SELECT 2 ;\n;; SELECT 3"), "[SELECT 1][SELECT 2][SELECT 3]");
  EXPECT_EQ(Split(""), "");
  EXPECT_EQ(Split(" ;\n; "), "");
}

TEST(SqlStatements, QuotesHideSemicolons) {
  EXPECT_EQ(Split("SELECT ';', 'it''s;', \"a;\"\"b\"; x"), "[SELECT ';', 'it''s;', \"a;\"\"b\"][x]");
  EXPECT_EQ(Split("SELECT E'\\';', e'\\\\'; x"), "[SELECT E'\\';', e'\\\\'][x]");
  EXPECT_EQ(Split("SELECT name'\\'; x"), "[SELECT name'\\'][x]") << "no string with escapes";
  EXPECT_EQ(Split("SELECT 'open; x"), "[SELECT 'open; x]");
}

TEST(SqlStatements, DollarQuotesHideSemicolons) {
  EXPECT_EQ(Split("DO $$ BEGIN; END $$; x"), "[DO $$ BEGIN; END $$][x]");
  EXPECT_EQ(Split("DO $a_1$ ; $$ ; $b$ $a_1$; x"), "[DO $a_1$ ; $$ ; $b$ $a_1$][x]");
  EXPECT_EQ(Split("SELECT $1; SELECT $2 + $3;"), "[SELECT $1][SELECT $2 + $3]");
  EXPECT_EQ(Split("SELECT a$b; SELECT c$b"), "[SELECT a$b][SELECT c$b]") << "names may have dollar signs";
  EXPECT_EQ(Split("SELECT $x; y"), "[SELECT $x][y]");
}

TEST(SqlStatements, CommentsAreNoStatements) {
  EXPECT_EQ(Split("-- first; line\nSELECT 1 -- one;\n; -- the end"), "[SELECT 1]");
  EXPECT_EQ(Split("/* a; /* b; */ c; */ SELECT /* ; */ 1; /* open ;"), "[SELECT /* ; */ 1]");
  EXPECT_EQ(Split("SELECT 1 - -1; SELECT 4 / 2"), "[SELECT 1 - -1][SELECT 4 / 2]");
}

TEST(SqlStatements, OneIsDemanded) {
  EXPECT_EQ(OneStatement(" SELECT 1; -- x"), "SELECT 1");
  EXPECT_THROW(OneStatement(" ; "), UserError);
  EXPECT_THROW(OneStatement("a; b"), UserError);
}

TEST(SqlStatements, FirstWords) {
  EXPECT_EQ(FirstWord("select 1"), "SELECT");
  EXPECT_EQ(FirstWord("With\nx AS"), "WITH");
  EXPECT_EQ(FirstWord("(SELECT 1)"), "(");
  EXPECT_EQ(FirstWord(""), "");
}

}  // namespace
}  // namespace millrace
