#include "core/csv.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 2> kColumns = {"name", "value"};

// The fields of all rows, with `|` between fields and `;` after each row.
std::string Read(std::string_view text) {
  std::string all;
  const CsvFile file("f.csv", text, kColumns);
  for (const CsvFile::Row& row : file.rows()) {
    for (const CsvField& field : row) all.append(all.empty() || all.back() == ';' ? "" : "|").append(field.text);
    all += ';';
  }
  return all;
}

// The first line of the message.
std::string FaultOf(std::string_view text) {
  try {
    CsvFile("f.csv", text, kColumns);
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));
  }
  return "none";
}

TEST(Csv, ReadsRows) {
  EXPECT_EQ(Read("name,value\na,1\nb,2\n"), "a|1;b|2;");
  EXPECT_EQ(Read("name,value\r\na,1\r\nb,"), "a|1;b|;");
  EXPECT_EQ(Read("\xEF\xBB\xBFname,value\na,1"), "a|1;");
  EXPECT_EQ(Read("name,value\n\na,1\n\r\n\nb,2\n\n"), "a|1;b|2;") << "blank lines";
  EXPECT_EQ(Read("value,name\n1,a\n"), "a|1;") << "columns in any order";
  EXPECT_EQ(Read("name,value\n a , 1\n"), " a | 1;") << "blanks count";
  EXPECT_EQ(Read("name,value\n\"a,\"\"b\"\"\r\nc\",\"\"\n묻지마,x\n"), "a,\"b\"\r\nc|;묻지마|x;");
  EXPECT_EQ(Read("name,value\n"), "");
}

TEST(Csv, KnowsThePlaceOfAField) {
  const std::string_view text = "name,value\n\"a\nb\",1\n\nc,2\n";
  const CsvFile file("f.csv", text, kColumns);
  ASSERT_EQ(file.rows().size(), 2u);
  EXPECT_EQ(file.rows()[0][0].line, 2u);
  EXPECT_EQ(file.rows()[0][1].line, 3u);
  EXPECT_EQ(file.rows()[0][1].column, 4u);
  EXPECT_EQ(file.rows()[1][1].line, 5u);
  EXPECT_EQ(file.rows()[1][1].column, 3u);
  try {
    file.Fail(file.rows()[1][1], "bad value");
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(),
                 "f.csv:5:3: error: bad value\n"
                 "  5 | c,2\n"
                 "    |   ^");
  }
}

TEST(Csv, NamesFaults) {
  EXPECT_EQ(FaultOf(""), "f.csv:1:1: error: header missing: name,value");
  EXPECT_EQ(FaultOf("name,valve\n"),
            "f.csv:1:6: error: unknown column `valve`; did you mean value? (the header is name,value)");
  EXPECT_EQ(FaultOf("name\n"), "f.csv:1:1: error: column `value` is missing");
  EXPECT_EQ(FaultOf("name,name\n"), "f.csv:1:6: error: duplicate column `name`");
  EXPECT_EQ(FaultOf("name,value\na,1\nb\n"), "f.csv:3:1: error: row has 1 fields, the header has 2");
  EXPECT_EQ(FaultOf("name,value\na,1,2\n"), "f.csv:2:1: error: row has 3 fields, the header has 2");
  EXPECT_EQ(FaultOf("name,value\na,\"1\n\n"), "f.csv:2:3: error: unterminated quote");
  EXPECT_EQ(FaultOf("name,value\na,\"1\"x\n"), "f.csv:2:6: error: text after the closing quote of a field");
  EXPECT_EQ(FaultOf("name,value\na,1\"x\"\n"), "f.csv:2:4: error: quote inside a field that does not start with one");
  EXPECT_EQ(FaultOf("name,value\na\rb,1\n"), "f.csv:2:2: error: carriage return without line feed");
  EXPECT_EQ(FaultOf("name,value\na,\xFF\n"), "f.csv:2:3: error: text is not UTF-8");
}

}  // namespace
}  // namespace millrace
