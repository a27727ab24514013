#include "generate/request_writer.h"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace millrace::generate {
namespace {

constexpr int64_t kStartMs = 1741564800000;
constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kDayMs = 24 * kHourMs;

class RequestWriterTest : public ::testing::Test {
 protected:
  explicit RequestWriterTest(TrafficClient client = TrafficClient::clickstream)
      : world_(Options(client)), writer_(world_) {}

  static GeneratorOptions Options(TrafficClient client) {
    GeneratorOptions options;
    options.client = client;
    options.dirty_share = options.duplicate_share = options.bot_share = options.clock_skew_share = 0;
    options.gzip_payload_share = 0;
    return options;
  }

  void Begin(int64_t late_ms = 0) {
    visitor_ = MakeVisitor(world_, 1, 0);
    SessionFacts facts;
    facts.start_ms = kStartMs;
    facts.clock_shift_ms = -late_ms;
    facts.address = "192.0.2.7";
    writer_.BeginSession(visitor_, facts, late_ms);
    writer_.client().SetProfile(0, 0);
    writer_.client().Open(
        {.url = "https://shop.example.com/", .title = "Home", .previous_url = "", .previous_title = ""});
  }
  bool Add(Act act, int64_t after_ms) {
    Moment moment;
    moment.act = act;
    moment.time_ms = kStartMs + after_ms;
    return writer_.Add(moment, random_);
  }

  struct File {
    GeneratorSummary summary;
    std::vector<std::string> rows;
  };
  File Finish() {
    File file;
    std::string_view text = writer_.Finish(file.summary);
    while (!text.empty()) {
      const size_t end = text.find('\n');
      file.rows.emplace_back(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    return file;
  }

  World world_;
  RequestWriter writer_;
  Visitor visitor_;
  Random random_{9};
};

TEST_F(RequestWriterTest, ABudgetOfEventsIsMetExactly) {
  for (const uint64_t events : {1, 2, 7, 50}) {
    writer_.BeginFile({.bytes = 0, .events = events}, kStartMs + kHourMs);
    Begin();
    for (int i = 0; i < 200 && Add(Act::scroll, i * 1000); ++i) {
    }
    EXPECT_TRUE(writer_.full());
    EXPECT_EQ(Finish().summary.events, events);
  }
}

TEST_F(RequestWriterTest, ABudgetOfBytesEndsWithTheRequestThatFillsIt) {
  writer_.BeginFile({.bytes = 20'000, .events = 0}, kStartMs + kHourMs);
  Begin();
  for (int i = 0; i < 200 && Add(Act::scroll, i * 1000); ++i) {
  }
  const File file = Finish();
  EXPECT_GE(file.summary.bytes_raw, 20'000u);
  EXPECT_LT(file.summary.bytes_raw - file.rows.back().size() - 1, 20'000u);
  EXPECT_EQ(file.summary.requests, file.rows.size());
}

TEST_F(RequestWriterTest, WhatWouldArriveAfterTheFilesHourIsLost) {
  writer_.BeginFile({.bytes = 0, .events = 100}, kStartMs + 10'000);
  Begin();
  ASSERT_TRUE(Add(Act::scroll, 1000));
  writer_.Flush(random_);
  bool more = true;
  for (int i = 0; i < 20 && more; ++i) more = Add(Act::scroll, 10'000);
  EXPECT_FALSE(more);
  EXPECT_FALSE(writer_.full());
  EXPECT_EQ(Finish().rows.size(), 1u);
}

TEST_F(RequestWriterTest, RowsLieInTheOrderOfTheirArrival) {
  writer_.BeginFile({.bytes = 0, .events = 100}, kStartMs + kHourMs);
  for (const int64_t at : {50'000, 10'000, 30'000}) {
    Begin();
    Add(Act::scroll, at);
    writer_.Flush(random_);
  }
  simdjson::dom::parser parser;
  int64_t last = 0;
  const File file = Finish();
  EXPECT_EQ(file.rows.size(), 3u);
  for (const std::string& row : file.rows) {
    const int64_t ingest = parser.parse(row)["ingest_time"];
    EXPECT_GT(ingest, last);
    last = ingest;
  }
}

TEST_F(RequestWriterTest, ExpectsLateEventsToBeRejectedUnlessTheirNameIsExempt) {
  writer_.BeginFile({.bytes = 0, .events = 100}, kStartMs + kHourMs);
  Begin(4 * kDayMs);
  Add(Act::first_open, 0);
  Add(Act::session_start, 100);
  Add(Act::profile_set, 200);
  Add(Act::scroll, 300);
  writer_.Flush(random_);
  Begin(2 * kDayMs);
  Add(Act::scroll, 300);
  writer_.Flush(random_);
  const File file = Finish();
  EXPECT_EQ(file.summary.late_events, 5u);
  EXPECT_EQ(file.summary.expected_rejects, (std::map<std::string, uint64_t>{{"late", 2}}));
}

class GtmRequestWriterTest : public RequestWriterTest {
 protected:
  GtmRequestWriterTest() : RequestWriterTest(TrafficClient::gtm) {}
};

TEST_F(GtmRequestWriterTest, WhatTheClientHasNoEventForIsNotSent) {
  writer_.BeginFile({.bytes = 0, .events = 100}, kStartMs + kHourMs);
  Begin(4 * kDayMs);
  EXPECT_TRUE(Add(Act::session_start, 0));
  EXPECT_TRUE(Add(Act::page_load, 0));
  EXPECT_TRUE(Add(Act::page_view, 0));
  writer_.Flush(random_);
  const File file = Finish();
  EXPECT_EQ(file.summary.events, 1u);
  EXPECT_EQ(file.summary.derived_events, 2u);  // of a first session
  // The time of a container's event is that of its arrival.
  EXPECT_TRUE(file.summary.expected_rejects.empty());
}

}  // namespace
}  // namespace millrace::generate
