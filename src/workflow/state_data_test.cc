#include "workflow/state_data.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

TEST(StateDataTest, HasValuesAtPaths) {
  const StateData data(R"({ "n": -7, "text": "a\nb", "yes": true, "none": null, "batch": {"id": 12, "files": 3} })");
  EXPECT_EQ(data.Number("n"), -7);
  EXPECT_EQ(data.Text("text"), "a\nb");
  EXPECT_EQ(data.Flag("yes"), true);
  EXPECT_EQ(data.Number("batch.files"), 3);
  EXPECT_EQ(data.Json("batch"), R"({"id":12,"files":3})");
  EXPECT_EQ(data.Json("none"), "null");
  EXPECT_FALSE(data.Number("text"));
  EXPECT_FALSE(data.Text("n"));
  EXPECT_FALSE(data.Json("batch.rows"));
  EXPECT_FALSE(data.Json("n.inner"));
}

TEST(StateDataTest, SetAddsOrReplacesAKey) {
  StateData data;
  EXPECT_EQ(data.json(), "{}");
  data.SetNumber("a", 1);
  data.SetText("b", "\"");
  data.Set("a", R"({"x": [1, 2]})");
  EXPECT_EQ(data.json(), R"({"a":{"x":[1,2]},"b":"\""})");
  EXPECT_EQ(data.Items("a.x"), (std::vector<std::string>{"1", "2"}));
  EXPECT_FALSE(data.Items("b"));
  EXPECT_EQ(data.Only({"b", "c"}).json(), R"({"b":"\""})");
}

TEST(StateDataTest, OnlyASmallObjectIsState) {
  EXPECT_THROW(StateData("[1]"), InternalError);
  EXPECT_THROW(StateData("{"), InternalError);
  EXPECT_THROW(StateData(R"({"a":1} x)"), InternalError);
  StateData data;
  EXPECT_THROW(data.Set("a", R"(1,"b":2)"), InternalError);
  data.SetText("a", std::string(kMaxStateBytes - 8, 'x'));
  EXPECT_EQ(data.json().size(), kMaxStateBytes);
  EXPECT_THROW(data.SetNumber("b", 1), InternalError);
  EXPECT_FALSE(data.Number("b")) << "unchanged";
}

}  // namespace
}  // namespace millrace
