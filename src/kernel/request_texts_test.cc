#include "kernel/request_texts.h"

#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

constexpr size_t kLong = 20'000;  // bytes, more than kMaxRepeatedText

std::string LineOf(const std::string& uri, const std::string& events) {
  const std::string text(kLong, 'x');
  return R"({"appId":"shop","rid":"r)" + text + R"(","ip":"8.8.8.8, )" + text + R"(","ua":"Agent )" + text +
         R"(","uri":")" + uri + R"(","ingest_time":)" + std::to_string(kTestIngest) +
         ",\"data\":" + Quoted("[" + events + "]") + "}";
}

std::string Events(size_t count) {
  std::string events;
  for (size_t i = 0; i < count; ++i) events += (i > 0 ? "," : "") + TestEvent("e" + std::to_string(i), "click");
  return events;
}

// raw-input §2: `ip` is kept whole in process_info, and so is `rid`.
TEST(RequestTexts, LongTextsAreStoredWhole) {
  KernelRun run;
  run.Line(LineOf("/c", Events(100)));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 100U);
  const std::string text(kLong, 'x');
  for (const TextRow& row : run.Rows(TableId::kEvent)) {
    EXPECT_TRUE(row.at("process_info").find("rid=r" + text + ";") != std::string::npos);
    EXPECT_TRUE(row.at("process_info").ends_with(";source_ip=8.8.8.8, " + text));
    EXPECT_TRUE(row.at("device_ua").find("Agent " + text) != std::string::npos);
  }
  EXPECT_EQ(run.counters.request_texts_cut, 0U);
}

// raw-input §4: what stands behind 16 KiB of the query is read.
TEST(RequestTexts, ParametersAtTheEndOfALongQueryAreRead) {
  for (const size_t events : {1U, 300U}) {
    KernelRun run;
    const std::string query = "/c?a=" + std::string(kLong * 20, 'y');
    run.Line(LineOf(query + "&event_bundle_sequence_id=7&upload_timestamp=" + std::to_string(kTestIngest + 3'600'000),
                    Events(events) + "," + TestEvent("ahead", "click", kTestIngest + 3'600'000)));
    run.Finish();
    ASSERT_EQ(run.Rows(TableId::kEvent).size(), events + 1);
    for (const TextRow& row : run.Rows(TableId::kEvent)) EXPECT_EQ(row.at("event_bundle_sequence_id"), "7");
    EXPECT_EQ(run.Rows(TableId::kEvent).back().at("event_time_msec"), std::to_string(kTestIngest))
        << "shifted by the upload clock";
    EXPECT_EQ(run.counters.request_texts_cut, events == 1 ? 0U : 4U);
  }
}

TEST(RequestTexts, WhatManyEventsWouldRepeatIsCutAndCounted) {
  KernelRun run;
  run.Line(LineOf("/c", Events(1000)));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 1000U);
  const std::string& info = run.Rows(TableId::kEvent)[999].at("process_info");
  EXPECT_LT(info.size(), 2 * kMaxRepeatedText + 500);
  EXPECT_TRUE(info.find("rid=r" + std::string(kMaxRepeatedText - 1, 'x') + ";") != std::string::npos);
  EXPECT_EQ(run.counters.request_texts_cut, 3U) << "rid, ip and ua";
  EXPECT_EQ(run.counters.texts_truncated, 0U);
}

TEST(RequestTexts, FewEventsRepeatThemWhateverTheirLength) {
  KernelRun run;
  const std::string query = "/c?event_bundle_sequence_id=7&a=" + std::string(kMaxRepeatedBytes / 2, 'y');
  run.Line(LineOf(query, Events(4)));
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 4U);
  EXPECT_EQ(run.counters.request_texts_cut, 0U);
}

TEST(RequestTexts, ARejectHasThemWhole) {
  KernelRun run;
  run.Line(LineOf("/c?b=" + std::string(kLong, 'y'), TestEvent("e1", "click") + ",7"));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kReject).size(), 1U);
  EXPECT_TRUE(run.Rows(TableId::kReject)[0].at("request").find("/c?b=" + std::string(kLong, 'y')) != std::string::npos);
}

TEST(RequestTexts, AnonymisedAddressesAreCutToo) {
  KernelOptions options;
  options.ip_privacy = IpPrivacy::kTruncate;
  KernelRun run(options);
  run.Line(LineOf("/c", Events(1000)));
  run.Finish();
  const std::string& info = run.Rows(TableId::kEvent)[0].at("process_info");
  EXPECT_TRUE(info.find("source_ip=8.8.8.0") != std::string::npos);
  EXPECT_LT(info.size(), 2 * kMaxRepeatedText + 500);
}

}  // namespace
}  // namespace millrace
