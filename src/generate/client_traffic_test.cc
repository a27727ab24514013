// Whole corpora of each client: the same bytes for the same seed, the counts are those of the files, and so are the
// flaws.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base64.h"
#include "core/url.h"
#include "generate/flaw.h"
#include "generate/testing/corpus_fixture.h"

namespace millrace {
namespace {

using simdjson::dom::element;

constexpr std::array<TrafficClient, 3> kAll{TrafficClient::clickstream, TrafficClient::gtm, TrafficClient::sensors};

std::string DecodeBase64Text(std::string_view text) {
  std::string bytes(Base64DecodedBound(text.size()), '\0');
  const Base64Result result = DecodeBase64(text, bytes.data());
  if (!result.ok) throw std::runtime_error("not base64");
  bytes.resize(result.size);
  return bytes;
}

// In a simple way, according to spec/raw-input.md §3.
std::string DecodePayload(TrafficClient client, std::string_view data) {
  if (data.starts_with('[') || data.starts_with('{')) return std::string(data);
  if (client == TrafficClient::gtm) throw std::runtime_error("not JSON");
  if (client == TrafficClient::clickstream) return Gunzip(DecodeBase64Text(data));
  for (const std::string_view field : {"&data_list=", "data="}) {
    const size_t at = data.find(field);
    if (at == std::string_view::npos) continue;
    std::string_view value = data.substr(at + field.size());
    std::string scratch;
    const std::string bytes = DecodeBase64Text(UrlDecode(value.substr(0, value.find('&')), scratch));
    return bytes.starts_with('[') || bytes.starts_with('{') ? bytes : Gunzip(bytes);
  }
  throw std::runtime_error("no field with data");
}

// The content of a corpus, counted from its files.
struct TrafficRecount {
  uint64_t requests = 0, gzip_requests = 0, undecodable = 0;
  uint64_t events = 0, items = 0, item_events = 0, derived = 0;
  std::map<std::string, uint64_t> names;
  std::set<std::string> users;
};

class ClientTrafficTest : public CorpusTest {
 protected:
  void CountEvent(element event, TrafficRecount& count) const {
    ++count.events;
    simdjson::dom::array items;
    if (event["items"].get(items) == simdjson::SUCCESS) {
      count.items += items.size();
      count.item_events += items.size() != 0 ? 1 : 0;
    }
    std::string_view text;
    const char* const user = options_.client == TrafficClient::gtm ? "client_id" : "distinct_id";
    if (event[user].get(text) == simdjson::SUCCESS) count.users.emplace(text);
    if (options_.client == TrafficClient::gtm) {
      const auto flags = event["x-ga-system_properties"];
      if (flags["fv"].get(text) == simdjson::SUCCESS && text == "1") ++count.derived;
      if (flags["ss"].get(text) == simdjson::SUCCESS && text == "1") ++count.derived;
      count.names[std::string(std::string_view(event["event_name"]))]++;
    } else {
      bool first = false;
      if (event["properties"]["$is_first_time"].get(first) == simdjson::SUCCESS && first) ++count.derived;
      const bool named = event["event"].get(text) == simdjson::SUCCESS;
      count.names[std::string(named ? text : std::string_view(event["type"]))]++;
    }
  }

  TrafficRecount CountAll() {
    TrafficRecount count;
    simdjson::dom::parser rows;
    simdjson::dom::parser payloads;
    EachLine([&](std::string_view line) {
      ++count.requests;
      element row;
      std::string_view data;
      if (rows.parse(line).get(row) != simdjson::SUCCESS || row["data"].get(data) != simdjson::SUCCESS) {
        ++count.undecodable;
        return;
      }
      count.gzip_requests += data.find("&gzip=1&") != std::string_view::npos ? 1 : 0;
      try {
        const simdjson::padded_string payload(DecodePayload(options_.client, data));
        element root;
        if (payloads.parse(payload).get(root) != simdjson::SUCCESS) throw std::runtime_error("not JSON");
        if (root.is_object()) {
          CountEvent(root, count);
        } else {
          for (const element event : simdjson::dom::array(root)) CountEvent(event, count);
        }
      } catch (const std::runtime_error&) {
        ++count.undecodable;
      }
    });
    return count;
  }
};

TEST_F(ClientTrafficTest, TheSameBytesForAnyNumberOfThreads) {
  options_.bytes = 2'500'000;
  options_.files_per_hour = 2;
  options_.hours = 3;
  options_.dirty_share = 0.05;
  for (const TrafficClient client : kAll) {
    options_.client = client;
    std::vector<std::vector<std::string>> runs;
    for (const int threads : {1, 2, 5}) {
      options_.threads = threads;
      std::filesystem::remove_all(options_.output);
      EXPECT_EQ(Generate(files_, options_).files, 6u);
      std::vector<std::string>& contents = runs.emplace_back();
      for (const FileInfo& info : files_.List(options_.output)) {
        contents.push_back(info.path);
        contents.push_back(Read(info.path));
      }
    }
    EXPECT_EQ(runs[0], runs[1]);
    EXPECT_EQ(runs[0], runs[2]);
  }
}

TEST_F(ClientTrafficTest, SmallCorporaArePinned) {
  // The inflated lines, without gzip inside: compressed bytes would depend on the version of libdeflate.
  options_.events = 2000;
  options_.gzip_payload_share = 0;
  options_.dirty_share = 0;
  options_.overwrite = true;
  std::vector<uint64_t> hashes;
  for (const TrafficClient client : kAll) {
    options_.client = client;
    std::filesystem::remove_all(options_.output);
    Generate(files_, options_);
    const std::string all = AllLines();
    hashes.push_back(XXH3_64bits(all.data(), all.size()));
  }
  EXPECT_EQ(hashes, (std::vector<uint64_t>{18039812146290953931u, 10930074872093852831u, 5658404366152218829u}))
      << "a change of the traffic changes every measured number";
}

TEST_F(ClientTrafficTest, CleanCorporaAreWholeAndCountedRight) {
  MakeClean();
  options_.events = 8000;
  for (const TrafficClient client : {TrafficClient::gtm, TrafficClient::sensors}) {
    options_.client = client;
    std::filesystem::remove_all(options_.output);
    const GeneratorSummary summary = Generate(files_, options_);
    const TrafficRecount count = CountAll();
    EXPECT_EQ(summary.events, 8000u);
    EXPECT_EQ(summary.events, count.events);
    EXPECT_EQ(summary.requests, count.requests);
    EXPECT_EQ(summary.gzip_requests, count.gzip_requests);
    EXPECT_EQ(summary.items, count.items);
    EXPECT_EQ(summary.item_events, count.item_events);
    EXPECT_EQ(summary.derived_events, count.derived);
    EXPECT_GT(count.derived, 0u);
    EXPECT_EQ(count.undecodable, 0u);
    EXPECT_TRUE(summary.dirty.empty());
    EXPECT_TRUE(summary.expected_rejects.empty());
  }
}

TEST_F(ClientTrafficTest, LooksLikeTheSamples) {
  options_.bytes = 10'000'000;
  options_.dirty_share = 0;
  const auto per = [](uint64_t part, uint64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); };

  options_.client = TrafficClient::gtm;
  GeneratorSummary summary = Generate(files_, options_);
  TrafficRecount count = CountAll();
  EXPECT_NEAR(per(summary.bytes_raw, summary.events), 1740, 100);
  EXPECT_NEAR(per(summary.events, summary.requests), 1.08, 0.04);
  EXPECT_NEAR(per(count.names["page_view"], count.events), 0.4, 0.05);
  EXPECT_EQ(summary.web_events, summary.events);
  EXPECT_EQ(summary.gzip_requests, 0u);
  EXPECT_EQ(count.names.size(), 12u);

  options_.client = TrafficClient::sensors;
  options_.overwrite = true;
  std::filesystem::remove_all(options_.output);
  summary = Generate(files_, options_);
  count = CountAll();
  EXPECT_NEAR(per(summary.bytes_raw, summary.events), 970, 80);
  EXPECT_NEAR(per(summary.events, summary.requests), 2.2, 0.2);
  EXPECT_NEAR(per(summary.web_events, summary.events), 0.67, 0.06);
  for (const char* name : {"$pageview", "page_view", "$AppStart", "$AppViewScreen", "$WebClick", "$WebStay", "$SignUp",
                           "login", "profile_set", "profile_set_once", "SubmitOrder"}) {
    EXPECT_GT(count.names[name], 0u) << name;
  }
}

TEST_F(ClientTrafficTest, EveryFlawOfAClientIsMadeAndCounted) {
  options_.bytes = 12'000'000;
  options_.dirty_share = 0.3;
  for (const TrafficClient client : {TrafficClient::gtm, TrafficClient::sensors}) {
    options_.client = client;
    std::filesystem::remove_all(options_.output);
    const GeneratorSummary summary = Generate(files_, options_);
    std::map<std::string, uint64_t> rejects;
    uint64_t dirty = 0;
    for (const generate::Flaw flaw : generate::FlawsOf(client)) {
      const std::string name(generate::FlawName(flaw));
      ASSERT_TRUE(summary.dirty.contains(name)) << name;
      dirty += summary.dirty.at(name);
      const std::string reason(generate::RejectReasonOf(flaw));
      if (!reason.empty() && !generate::LosesEachEvent(flaw)) rejects[reason] += summary.dirty.at(name);
    }
    EXPECT_EQ(summary.dirty.size(), generate::FlawsOf(client).size());
    EXPECT_NEAR(static_cast<double>(dirty) / static_cast<double>(summary.requests), 0.29, 0.03);
    for (const auto& [reason, number] : rejects) EXPECT_EQ(summary.expected_rejects.at(reason), number) << reason;
    // One per event of the requests.
    EXPECT_GE(summary.expected_rejects.at("unknown_app"), summary.dirty.at("unknown_row_app"));
    EXPECT_GE(summary.expected_rejects.at("missing_app_id"), summary.dirty.at("no_row_app"));
    EXPECT_FALSE(summary.expected_rejects.contains("late"));
  }
}

TEST_F(ClientTrafficTest, TrafficOfClientsLiesSideBySide) {
  options_.events = 60;
  options_.hours = 2;
  for (const TrafficClient client : kAll) {
    options_.client = client;
    Generate(files_, options_);
  }
  EXPECT_EQ(files_.List(options_.output).size(), 6u);
  options_.overwrite = true;
  options_.seed = 2;
  options_.hours = 1;
  Generate(files_, options_);
  std::map<std::string, int> left;
  for (const FileInfo& info : files_.List(options_.output)) {
    const std::string name = std::filesystem::path(info.path).filename();
    ++left[name.substr(0, name.find('-'))];
  }
  EXPECT_EQ(left, (std::map<std::string, int>{{"collect", 2}, {"gtm", 2}, {"sensors", 1}}));
}

}  // namespace
}  // namespace millrace
