#include "generate/json_edit.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace::generate {
namespace {

const std::string kJson = R"({"a":"x\"y,}","n":12,"o":{"in":true},"last":null})";

std::string Replaced(std::string_view key, std::string_view value) {
  std::string json = kJson;
  ReplaceValue(json, key, value);
  return json;
}

TEST(JsonEdit, ReplacesScalars) {
  EXPECT_EQ(Replaced("a", "1"), R"({"a":1,"n":12,"o":{"in":true},"last":null})");
  EXPECT_EQ(Replaced("n", "\"\""), R"({"a":"x\"y,}","n":"","o":{"in":true},"last":null})");
  EXPECT_EQ(Replaced("in", "0"), R"({"a":"x\"y,}","n":12,"o":{"in":0},"last":null})");
  EXPECT_EQ(Replaced("last", "1"), R"({"a":"x\"y,}","n":12,"o":{"in":true},"last":1})");
}

TEST(JsonEdit, RemovesKeysWithTheirComma) {
  std::string json = kJson;
  RemoveKey(json, "a");
  RemoveKey(json, "n");
  EXPECT_EQ(json, R"({"o":{"in":true},"last":null})");
}

TEST(JsonEdit, InsertsBeforeValues) {
  std::string json = kJson;
  InsertBefore(json, "o", "[],\"_o\":");
  EXPECT_EQ(json, R"({"a":"x\"y,}","n":12,"o":[],"_o":{"in":true},"last":null})");
}

TEST(JsonEdit, AKeyThatIsMissingIsABug) {
  std::string json = kJson;
  EXPECT_THROW(RemoveKey(json, "b"), InternalError);
}

}  // namespace
}  // namespace millrace::generate
