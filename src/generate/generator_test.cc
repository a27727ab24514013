#include "generate/generator.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/base64.h"
#include "core/error.h"
#include "generate/testing/corpus_fixture.h"
#include "storage/testing/faulty_disk.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;

std::string DecodeData(std::string_view data) {
  if (!data.empty() && data.front() == '[') return std::string(data);
  std::string bytes(Base64DecodedBound(data.size()), '\0');
  const Base64Result result = DecodeBase64(data, bytes.data());
  if (!result.ok) throw std::runtime_error("not base64");
  bytes.resize(result.size);
  return Gunzip(bytes);
}

// The content of a corpus, counted from its files in a simple way.
struct CorpusRecount {
  uint64_t files = 0, bytes_raw = 0, bytes_compressed = 0, requests = 0, gzip_requests = 0;
  uint64_t events = 0, web_events = 0, item_events = 0, items = 0, undecodable = 0;
  std::set<std::string> users, addresses, agents, apps, event_ids, types;
};

class GeneratorTest : public CorpusTest {
 protected:
  // Strict JSON at every level; every field of the samples must exist.
  void CountEvent(element event, CorpusRecount& count) {
    ++count.events;
    for (const char* key : {"unique_id", "event_type", "event_id", "platform", "app_id", "device_id", "locale"}) {
      EXPECT_TRUE(event[key].is_string()) << key;
    }
    for (const char* key : {"timestamp", "screen_width", "screen_height", "zone_offset"}) {
      EXPECT_TRUE(event[key].is_int64()) << key;
    }
    EXPECT_TRUE(event["user"]["_user_first_touch_timestamp"]["value"].is_int64());
    const element attributes = event["attributes"];
    EXPECT_TRUE(attributes["_session_id"].is_string());
    EXPECT_GE(int64_t(attributes["_session_duration"]), 0);
    EXPECT_GE(int64_t(attributes["_session_number"]), 1);
    if (std::string_view(event["platform"]) == "Web") {
      ++count.web_events;
      EXPECT_EQ(std::string_view(attributes["_page_url"]).substr(0, 8), "https://");
      EXPECT_TRUE(attributes["_page_title"].is_string());
    } else {
      EXPECT_TRUE(attributes["_screen_name"].is_string());
      EXPECT_TRUE(event["os_version"].is_string());
    }
    const simdjson::dom::array items = event["items"];
    count.items += items.size();
    count.item_events += items.size() != 0 ? 1 : 0;
    for (const element item : items) EXPECT_TRUE(item["id"].is_string() && item["price"].is_number());
    count.users.emplace(std::string_view(event["unique_id"]));
    count.apps.emplace(std::string_view(event["app_id"]));
    count.event_ids.emplace(std::string_view(event["event_id"]));
    count.types.emplace(std::string_view(event["event_type"]));
  }

  CorpusRecount CountAll() {
    CorpusRecount count;
    for (const FileInfo& info : files_.List(options_.output)) {
      ++count.files;
      count.bytes_compressed += info.size;
      count.bytes_raw += Gunzip(Read(info.path)).size();
    }
    simdjson::dom::parser rows;
    simdjson::dom::parser payloads;
    EachLine([&](std::string_view line) {
      ++count.requests;
      const element row = rows.parse(line);
      for (const char* key : {"appId", "client_timestamp", "data", "date", "ip", "method", "path", "platform", "rid",
                              "source_type", "timestamp", "ua", "uri"}) {
        EXPECT_TRUE(row[key].is_string()) << key;
      }
      EXPECT_EQ(int64_t(row["ingest_time"]) % 1000, 0);
      EXPECT_EQ(std::string_view(row["rid"]).size(), 32u);
      const std::string_view data = row["data"];
      count.gzip_requests += data.front() != '[' ? 1 : 0;
      EXPECT_EQ(row["compression"].is_null(), data.front() == '[');
      count.addresses.emplace(std::string_view(row["ip"]));
      count.agents.emplace(std::string_view(row["ua"]));
      const simdjson::padded_string payload(DecodeData(data));
      for (const element event : simdjson::dom::array(payloads.parse(payload))) CountEvent(event, count);
    });
    return count;
  }
};

TEST_F(GeneratorTest, OtherSeedsGiveOtherTraffic) {
  options_.events = 100;
  options_.hours = 1;
  Generate(files_, options_);
  const std::string first = Read(files_.List(options_.output)[0].path);
  fs::remove_all(options_.output);
  options_.seed = 2;
  Generate(files_, options_);
  EXPECT_NE(first, Read(files_.List(options_.output)[0].path));
}

TEST_F(GeneratorTest, CleanCorpusIsWholeAndCountedRight) {
  MakeClean();
  options_.events = 20'000;
  const GeneratorSummary summary = Generate(files_, options_);
  const CorpusRecount count = CountAll();
  EXPECT_EQ(summary.events, 20'000u);
  EXPECT_EQ(summary.events, count.events);
  EXPECT_EQ(count.event_ids.size(), count.events);
  EXPECT_EQ(summary.files, count.files);
  EXPECT_EQ(summary.bytes_raw, count.bytes_raw);
  EXPECT_EQ(summary.bytes_compressed, count.bytes_compressed);
  EXPECT_EQ(summary.requests, count.requests);
  EXPECT_EQ(summary.gzip_requests, count.gzip_requests);
  EXPECT_EQ(summary.web_events, count.web_events);
  EXPECT_EQ(summary.item_events, count.item_events);
  EXPECT_EQ(summary.items, count.items);
  EXPECT_EQ(count.apps, (std::set<std::string>{"shop", "market", "outlet"}));
  EXPECT_TRUE(summary.dirty.empty());
  EXPECT_TRUE(summary.expected_rejects.empty());
}

TEST_F(GeneratorTest, LooksLikeTheSamples) {
  options_.bytes = 30'000'000;
  options_.dirty_share = 0;
  const GeneratorSummary summary = Generate(files_, options_);
  const CorpusRecount count = CountAll();
  const auto events = static_cast<double>(count.events);
  EXPECT_NEAR(static_cast<double>(summary.bytes_raw), 30e6, 0.02 * 30e6);
  EXPECT_NEAR(static_cast<double>(summary.bytes_raw) / events, 1020, 80);
  EXPECT_NEAR(events / static_cast<double>(summary.requests), 3, 0.25);
  EXPECT_NEAR(static_cast<double>(summary.item_events) / events, 0.16, 0.03);
  EXPECT_NEAR(events / static_cast<double>(count.users.size()), 17.5, 3);
  EXPECT_NEAR(static_cast<double>(summary.requests) / static_cast<double>(count.addresses.size()), 5, 1.2);
  EXPECT_GT(count.agents.size(), 200u);
  EXPECT_LT(count.agents.size(), 400u);
  EXPECT_EQ(count.types, (std::set<std::string>{
                             "_app_end",           "_app_exception", "_app_start",   "_app_update", "_click",
                             "_clickstream_error", "_first_open",    "_os_update",   "_page_load",  "_page_view",
                             "_profile_set",       "_screen_view",   "_scroll",      "_search",     "_session_start",
                             "_user_engagement",   "add_to_cart",    "button_click", "form_submit", "purchase",
                             "view_item",          "view_item_list"}));
}

TEST_F(GeneratorTest, SharesAreWhatWasAskedFor) {
  options_.bytes = 40'000'000;
  options_.gzip_payload_share = 0.3;
  options_.web_share = 0.4;
  options_.dirty_share = options_.bot_share = options_.late_share = options_.duplicate_share =
      options_.clock_skew_share = 0.1;
  const GeneratorSummary summary = Generate(files_, options_);
  const auto share = [](uint64_t part, uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  uint64_t dirty = 0;
  for (const auto& [kind, number] : summary.dirty) dirty += number;
  EXPECT_NEAR(share(summary.gzip_requests, summary.requests), 0.3, 0.02);
  // Bots exist only on the web. Requests of bots and late ones have no flaws; those with a flaw are not repeated.
  EXPECT_NEAR(share(summary.web_events - summary.bot_events, summary.events - summary.bot_events), 0.4, 0.05);
  EXPECT_NEAR(share(dirty, summary.requests), 0.075, 0.015);
  EXPECT_NEAR(share(summary.bot_events, summary.events), 0.1, 0.03);
  EXPECT_NEAR(share(summary.late_events, summary.events), 0.1, 0.03);
  EXPECT_NEAR(share(summary.duplicate_requests, summary.requests), 0.08, 0.02);
  EXPECT_NEAR(share(summary.skewed_events, summary.events), 0.1, 0.03);
  EXPECT_EQ(summary.dirty.size(), 23u);
  EXPECT_EQ(summary.expected_rejects.size(), 13u);
}

TEST_F(GeneratorTest, DirtyCorpusStillCountsWhatCanBeDecoded) {
  options_.events = 30'000;
  options_.dirty_share = 0.2;
  const GeneratorSummary summary = Generate(files_, options_);
  uint64_t lines = 0;
  uint64_t undecodable = 0;
  simdjson::dom::parser parser;
  EachLine([&](std::string_view line) {
    ++lines;
    element row;
    std::string_view data;
    // Text after the row, bad UTF-8: strict parsers reject these, ours must not.
    if (parser.parse(line).get(row) != simdjson::SUCCESS || row["data"].get(data) != simdjson::SUCCESS) {
      ++undecodable;
      return;
    }
    try {
      const std::string payload = DecodeData(data);
      undecodable += payload.back() != ']' ? 1 : 0;
    } catch (const std::runtime_error&) {
      ++undecodable;
    }
  });
  EXPECT_EQ(lines, summary.requests);
  const auto made = [&](const char* kind) { return summary.dirty.contains(kind) ? summary.dirty.at(kind) : 0; };
  EXPECT_EQ(undecodable, made("truncated_base64") + made("truncated_json") + made("null_payload") +
                             made("truncated_line") + made("text_behind_row") + made("bad_utf8"));
  EXPECT_EQ(summary.expected_rejects.at("bad_payload"), made("truncated_base64") + made("truncated_json"));
  EXPECT_EQ(summary.expected_rejects.at("not_json"), made("truncated_line") + made("text_behind_row"));
}

TEST_F(GeneratorTest, DuplicatesCarryTheSameEvents) {
  MakeClean();
  options_.duplicate_share = 0.1;
  options_.events = 5000;
  const GeneratorSummary summary = Generate(files_, options_);
  const CorpusRecount count = CountAll();
  EXPECT_GT(summary.duplicate_requests, 50u);
  EXPECT_EQ(count.events - count.event_ids.size(), summary.duplicate_events);
}

TEST_F(GeneratorTest, RowsArriveInOrderAndInTheirHour) {
  options_.events = 20'000;
  options_.dirty_share = 0;
  options_.hours = 2;
  Generate(files_, options_);
  int64_t last = options_.start_ms;
  simdjson::dom::parser parser;
  EachLine([&](std::string_view line) {
    const element row = parser.parse(line);
    const int64_t ingest = row["ingest_time"];
    EXPECT_GE(ingest, last);
    last = ingest;
  });
  EXPECT_LT(last, options_.start_ms + 2 * 3'600'000LL);
  const auto list = files_.List(options_.output);
  ASSERT_EQ(list.size(), 2u);
  // `process --from --to` uses it: the last second of the hour.
  EXPECT_EQ(list[0].modified_ns / 1'000'000'000, options_.start_ms / 1000 + 3599);
  EXPECT_EQ(list[1].modified_ns / 1'000'000'000, options_.start_ms / 1000 + 7199);
}

TEST_F(GeneratorTest, AnotherDayMayLieBesideOneThatIsThere) {
  options_.events = 50;
  options_.hours = 2;
  Generate(files_, options_);
  const size_t before = files_.List(options_.output).size();
  options_.start_ms += 24 * 3'600'000LL;
  Generate(files_, options_);
  EXPECT_EQ(files_.List(options_.output).size(), 2 * before);
}

TEST_F(GeneratorTest, AnotherDayHasOtherIdsAndSomeOfTheSameVisitors) {
  MakeClean();
  options_.events = 3'000;
  struct Day {
    std::set<std::string> events, sessions, users;
    std::map<std::string, std::string> first_touch;  // of returning visitors
  };
  const auto day_of = [&](int64_t start_ms) {
    fs::remove_all(options_.output);
    options_.start_ms = start_ms;
    Generate(files_, options_);
    Day day;
    simdjson::dom::parser rows;
    simdjson::dom::parser payloads;
    EachLine([&](std::string_view line) {
      const simdjson::padded_string payload(DecodeData(std::string_view(rows.parse(line)["data"])));
      for (const element event : simdjson::dom::array(payloads.parse(payload))) {
        const std::string user{std::string_view(event["unique_id"])};
        day.events.emplace(std::string_view(event["event_id"]));
        day.sessions.insert(user + " " + std::string(std::string_view(event["attributes"]["_session_id"])));
        day.users.insert(user);
        const element touch = event["user"]["_user_first_touch_timestamp"]["value"];
        if (int64_t(touch) < kDefaultStartMs - 86'400'000) day.first_touch[user] = simdjson::minify(touch);
      }
    });
    return day;
  };
  const auto shared = [](const std::set<std::string>& left, const std::set<std::string>& right) {
    return std::ranges::count_if(left, [&](const std::string& each) { return right.contains(each); });
  };
  const Day first = day_of(kDefaultStartMs);
  const Day next = day_of(kDefaultStartMs + 86'400'000);
  EXPECT_EQ(next.events.size(), 3'000u);
  EXPECT_EQ(shared(first.events, next.events), 0);
  EXPECT_EQ(shared(first.sessions, next.sessions), 0);
  EXPECT_GT(shared(first.users, next.users), 20);
  EXPECT_GT(next.users.size(), 2 * static_cast<size_t>(shared(first.users, next.users)));
  for (const auto& [user, touch] : first.first_touch) {
    if (next.first_touch.contains(user)) {
      EXPECT_EQ(next.first_touch.at(user), touch) << user;
    }
  }
}

TEST_F(GeneratorTest, RefusesAFolderWithEarlierTraffic) {
  options_.events = 50;
  options_.hours = 2;
  Generate(files_, options_);
  const auto before = files_.List(options_.output);
  options_.seed = 2;
  try {
    Generate(files_, options_);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("already contains traffic of these hours, such as "), std::string::npos)
        << error.what();
  }
  const auto after = files_.List(options_.output);
  ASSERT_EQ(after.size(), before.size());
  for (size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].path, before[i].path);
}

TEST_F(GeneratorTest, OverwritingReplacesEarlierTrafficAndNothingElse) {
  options_.events = 50;
  options_.hours = 3;
  Generate(files_, options_);
  const std::string own = options_.output + "/year=2025/month=03/day=10/hour=00/collect-mine.gz";
  files_.Create(own)->Close();
  // Another plan: other names, and fewer of them.
  options_.seed = 2;
  options_.hours = 1;
  options_.overwrite = true;
  Generate(files_, options_);
  const auto left = files_.List(options_.output);
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[1].path, own);
}

TEST_F(GeneratorTest, StartsAtAFullHour) {
  options_.events = 10;
  options_.hours = 1;
  options_.start_ms += 1'234'567;
  Generate(files_, options_);
  EXPECT_NE(files_.List(options_.output)[0].path.find("-1741564800-"), std::string::npos);
}

TEST_F(GeneratorTest, ReportsProgressAfterEachFile) {
  options_.events = 240;
  std::vector<GeneratorProgress> reports;
  const GeneratorSummary summary =
      Generate(files_, options_, [&](const GeneratorProgress& progress) { reports.push_back(progress); });
  ASSERT_EQ(reports.size(), summary.files);
  EXPECT_EQ(reports.back().files_done, summary.files);
  EXPECT_EQ(reports.back().files_total, summary.files);
  EXPECT_EQ(reports.back().events, 240u);
  EXPECT_EQ(reports.back().bytes_raw, summary.bytes_raw);
}

TEST_F(GeneratorTest, RefusesOptionsThatMakeNoSense) {
  const auto refused = [&](const std::function<void(GeneratorOptions&)>& change) {
    GeneratorOptions options = options_;
    options.events = 10;
    change(options);
    EXPECT_THROW(Generate(files_, options), UserError);
  };
  refused([](GeneratorOptions& options) { options.bytes = 10; });
  refused([](GeneratorOptions& options) { options.events = 0; });
  refused([](GeneratorOptions& options) { options.output.clear(); });
  refused([](GeneratorOptions& options) { options.hours = 0; });
  refused([](GeneratorOptions& options) { options.threads = 0; });
  refused([](GeneratorOptions& options) { options.files_per_hour = -1; });
  refused([](GeneratorOptions& options) { options.start_ms = -1; });
  refused([](GeneratorOptions& options) { options.apps.clear(); });
  refused([](GeneratorOptions& options) { options.apps = {"my \"app\""}; });
  refused([](GeneratorOptions& options) { options.web_share = 1.5; });
  refused([](GeneratorOptions& options) { options.dirty_share = std::nan(""); });
  EXPECT_TRUE(files_.List(root_).empty());
}

TEST_F(GeneratorTest, StopsWhenTheDiskFails) {
  options_.events = 100;
  options_.hours = 2;
  for (const int threads : {1, 2}) {
    options_.threads = threads;
    uint64_t at = 1;
    for (;; ++at) {
      fs::remove_all(options_.output);
      FaultPlan plan(Fault::kFail, at);
      FaultyDisk broken(files_, plan, root_);
      try {
        Generate(broken, options_);
      } catch (const SystemError&) {
        EXPECT_TRUE(plan.fired());
        continue;
      }
      EXPECT_FALSE(plan.fired()) << "operation " << at << " failed unnoticed";
      break;
    }
    EXPECT_GT(at, 6u);
  }
}

}  // namespace
}  // namespace millrace
