#include "load/notices.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/lake_item.h"

#include "core/json_object.h"
#include "core/percent_encoding.h"

namespace millrace {
namespace {

constexpr const char* kFolder =
    "lake/shop/event_v2/partition_app=web/partition_year=2026/partition_month=03/partition_day=10/";

std::string S3Record(const std::string& key, const std::string& event = "ObjectCreated:Put") {
  return R"({"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-03-10T12:00:00.000Z","eventName":")" +
         event + R"(","s3":{"bucket":{"name":"data"},"object":{"key":")" + UrlEncode(key, true) +
         R"(","size":123,"eTag":"abc","sequencer":"1"}}})";
}
std::string S3Notice(const std::string& key, const std::string& event = "ObjectCreated:Put") {
  return R"({"Records":[)" + S3Record(key, event) + "]}";
}
std::string EventBridge(const std::string& key) {
  return R"({"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3","time":"2026-03-10T12:00:00Z",)"
         R"("detail":{"version":"0","bucket":{"name":"data"},"object":)" +
         JsonObject().Field("key", key).Field("size", 123).Field("etag", "abc").Finish() + R"(,"reason":"PutObject"}})";
}
std::string Sns(const std::string& message) {
  return JsonObject()
      .Field("Type", "Notification")
      .Field("Subject", "Amazon S3 Notification")
      .Field("Message", message)
      .Finish();
}
std::string Sqs(const std::string& body) {
  return JsonObject().Field("MessageId", "1").Field("ReceiptHandle", "x").Field("Body", body).Finish();
}
Notices Read(const std::string& text) {
  return ReadNotices(text, "s3://data/lake", "shop");
}

class EveryEnvelope : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryEnvelope, HoldsOneFile) {
  const Notices notices = Read(GetParam());
  ASSERT_EQ(notices.items.size(), 1U) << GetParam();
  const LoadItem& item = notices.items[0];
  EXPECT_EQ(item.path, std::string(kFolder).substr(5) + "a b+c.parquet");
  EXPECT_EQ(item.table, "event_v2");
  EXPECT_EQ(item.app, "web");
  EXPECT_EQ(item.bytes, 123U);
  EXPECT_EQ(item.version, "abc");
  EXPECT_EQ(item.registered_ns, 1'773'144'000'000'000'000);
  EXPECT_EQ(notices.counts.taken, 1U);
  EXPECT_EQ(notices.counts.bad + notices.counts.other + notices.counts.outside, 0U);
}

const std::string kKey = std::string(kFolder) + "a b+c.parquet";
INSTANTIATE_TEST_SUITE_P(
    Notices, EveryEnvelope,
    ::testing::Values(S3Notice(kKey), "[" + S3Record(kKey) + "]", EventBridge(kKey), Sns(S3Notice(kKey)),
                      Sqs(S3Notice(kKey)), Sqs(EventBridge(kKey)), Sqs(Sns(S3Notice(kKey))),
                      R"({"Messages":[)" + Sqs(Sns(S3Notice(kKey))) + "]}",
                      R"({"Records":[{"EventSource":"aws:sns","Sns":)" + Sns(S3Notice(kKey)) + "}]}",
                      R"({"Records":[)" +
                          JsonObject().Field("eventSource", "aws:sqs").Field("body", S3Notice(kKey)).Finish() + "]}"));

TEST(Notices, ManyValuesStandBehindEachOther) {
  const Notices notices =
      Read(S3Notice(kKey) + S3Notice(kKey) + "\n\n" + EventBridge(kKey) + "\n[" + S3Notice(kKey) + "]");
  EXPECT_EQ(notices.counts.taken, 4U);
  EXPECT_EQ(notices.items.size(), 4U);
}

TEST(Notices, WhatIsNoNewFileIsCountedAsOther) {
  const Notices notices = Read(S3Notice(kKey, "ObjectRemoved:Delete") +
                               R"({"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"data"})");
  EXPECT_EQ(notices.counts.other, 2U);
  EXPECT_TRUE(notices.items.empty());
  EXPECT_TRUE(notices.counts.unused.empty());
}

TEST(Notices, OnlyParquetFilesBelowTheLakeAreTaken) {
  const std::string folder = kFolder;
  const Notices notices =
      Read(S3Notice("elsewhere/" + folder + "a.parquet") + S3Notice("lake2" + folder.substr(4) + "a.parquet") +
           S3Notice(folder + "a.json") + S3Notice(folder + "_SUCCESS.parquet") +
           S3Notice("lake/shop/rejects" + folder.substr(18) + "a.parquet") +
           S3Notice("lake/other" + folder.substr(9) + "a.parquet"));
  EXPECT_TRUE(notices.items.empty());
  EXPECT_EQ(notices.counts.outside, 6U);
  ASSERT_EQ(notices.counts.unused.size(), 6U);
  EXPECT_EQ(notices.counts.unused[0].what, "not below the lake: data/elsewhere/" + folder + "a.parquet");
  EXPECT_EQ(notices.counts.unused[2].what, "no Parquet file of a table: data/" + folder + "a.json");
  EXPECT_EQ(ReadNotices(S3Notice(kKey), "s3://other/lake", "shop").counts.outside, 1U);
  EXPECT_EQ(ReadNotices(S3Notice(kKey), "/local/lake", "shop").counts.outside, 1U);
}

TEST(Notices, BadOnesAreToldWithTheirLineAndTheRestIsTaken) {
  const Notices notices = Read(
      "garbage\n" + S3Notice(kKey) + "\n{\"Records\":[{\"s3\":{}}]}\n{\"unfinished\":\n\"x\"\n" + Sqs("no JSON") +
      "\n" + R"({"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"data"},"object":{"key":"k"}}}]})");
  EXPECT_EQ(notices.counts.taken, 1U);
  std::vector<std::string> unused;
  for (const UnusedNotice& each : notices.counts.unused)
    unused.push_back(std::to_string(each.line) + " " + each.what.substr(0, 40));
  EXPECT_EQ(notices.counts.bad, 6U);
  EXPECT_EQ(unused, (std::vector<std::string>{"1 not JSON, a value is missing: garbage",
                                              "3 a notice without bucket or key: {\"Record",
                                              "4 not JSON, a comma or } is missing: {\"unf", "5 no notice: \"x\"",
                                              "6 not JSON: no JSON", "7 a notice without size: {\"Records\":[{\"eve"}));
}

TEST(Notices, EnvelopesHaveALimit) {
  std::string text = S3Notice(kKey);
  for (int i = 0; i < 8; ++i) text = Sqs(text);
  EXPECT_EQ(Read(text).counts.taken, 1U);
  EXPECT_EQ(Read(Sqs(text)).counts.bad, 1U);
}

TEST(LakeItem, PathsOfOthersHaveFoldersAroundThePartition) {
  const std::string day = "partition_app=a%2Fb/partition_year=2026/partition_month=03/partition_day=10";
  const auto item = LakeItemOf("shop", "shop/user_v2/batch=7/" + day + "/part-0.snappy.parquet");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->table, "user_v2");
  EXPECT_EQ(item->app, "a/b");
  EXPECT_TRUE(LakeItemOf("shop", "shop/session/" + day + "/more/part-0.parquet"));
  EXPECT_FALSE(LakeItemOf("shop", "shop/session/x" + day + "/part-0.parquet"));
  EXPECT_FALSE(LakeItemOf(
      "shop", "shop/session/partition_app=a/partition_year=2026/partition_month=3/partition_day=10/p.parquet"));
  EXPECT_FALSE(LakeItemOf(
      "shop", "shop/session/partition_app=/partition_year=2026/partition_month=03/partition_day=10/p.parquet"));
  EXPECT_FALSE(LakeItemOf("shop", "shop/_staging/j/event_v2/" + day + "/p.parquet"));
  EXPECT_FALSE(LakeItemOf("shop", "shopping/event_v2/" + day + "/p.parquet"));
}

}  // namespace
}  // namespace millrace
