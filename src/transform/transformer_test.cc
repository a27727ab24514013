#include "transform/transformer.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

TEST(Transformers, TheRowsAppChoosesTheClient) {
  ClientChoice choice;
  choice.of_app = {{"web", "gtm"}, {"app", "sensors"}};
  Transformers transformers(choice, {});
  EXPECT_EQ(transformers.Of("shop").traits().name, kClientClickstream);
  EXPECT_EQ(transformers.Of("web").traits().name, kClientGtm);
  EXPECT_EQ(transformers.Of("app").traits().name, kClientSensors);
  EXPECT_EQ(transformers.Of("").traits().name, kClientClickstream);
  EXPECT_EQ(transformers.Of({}).traits().name, kClientClickstream);
}

TEST(Transformers, AppsOfOneClientShareItsTransformer) {
  ClientChoice choice;
  choice.client = "gtm";
  choice.of_app = {{"a", "sensors"}, {"b", "sensors"}, {"c", "gtm"}};
  Transformers transformers(choice, {});
  EXPECT_EQ(&transformers.Of("a"), &transformers.Of("b"));
  EXPECT_EQ(&transformers.Of("c"), &transformers.Of("other"));
}

TEST(Transformers, AClientThatThereIsNot) {
  EXPECT_THROW(MakeTransformer("segment", {}), InternalError);
}

TEST(AllowedApps, EveryAppWhenNoneIsNamed) {
  EXPECT_TRUE(AllowedApps({}).Has("any"));
  EXPECT_TRUE(AllowedApps({"a", "b"}).Has("b"));
  EXPECT_FALSE(AllowedApps({"a", "b"}).Has("B"));
}

TEST(TakeAppOfRow, WhatIsWrongWithIt) {
  const AllowedApps apps({"shop"});
  const auto reason = [&](NullableText app) {
    RawRow row;
    row.app_id = app;
    EventRow event;
    event.Clear();
    return TakeAppOfRow(row, apps, event) ? "" : RejectReasonName(*event.reject);
  };
  EXPECT_EQ(reason("shop"), "");
  EXPECT_EQ(reason({}), "missing_app_id");
  EXPECT_EQ(reason(""), "missing_app_id");
  EXPECT_EQ(reason(" \t"), "unknown_app");
  EXPECT_EQ(reason("Shop"), "unknown_app");
}

}  // namespace
}  // namespace millrace
