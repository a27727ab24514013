// Properties of every visit, whichever client writes it; checked on corpora.
#include "generate/visit.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "generate/testing/corpus_fixture.h"

namespace millrace::generate {
namespace {

using simdjson::dom::element;

struct Seen {
  std::string name;
  int64_t time = 0;
  int64_t previous = 0;  // when the previous page was opened; 0 = not sent
  bool entrance = false;
  std::string url, referrer;
  size_t items = 0;
};

std::string TextOr(const element& object, const char* key, const char* missing) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : missing;
}

class VisitTest : public CorpusTest {
 protected:
  // The events of each session in the order in which they happened, by session id. Bundles may arrive in another order.
  std::map<std::string, std::vector<Seen>> Sessions() {
    std::map<std::string, std::vector<Seen>> sessions;
    simdjson::dom::parser rows;
    simdjson::dom::parser payloads;
    EachLine([&](std::string_view line) {
      const simdjson::padded_string payload(std::string_view(rows.parse(line)["data"]));
      int64_t last = 0;
      for (const element event : simdjson::dom::array(payloads.parse(payload))) {
        const element attributes = event["attributes"];
        Seen seen;
        EXPECT_GE(int64_t(event["timestamp"]), last);
        last = event["timestamp"];
        seen.name = std::string_view(event["event_type"]);
        seen.time = event["timestamp"];
        if (attributes["_previous_timestamp"].get(seen.previous) != simdjson::SUCCESS) seen.previous = 0;
        const element entrance = attributes["_entrances"].error() ? element() : element(attributes["_entrances"]);
        seen.entrance = !attributes["_entrances"].error() && TextOr(attributes, "_entrances", "") != "0" &&
                        !(entrance.is_int64() && int64_t(entrance) == 0) && !(entrance.is_bool() && !bool(entrance));
        seen.url = TextOr(attributes, "_page_url", TextOr(attributes, "_screen_name", "").c_str());
        seen.referrer = TextOr(attributes, "_page_referrer", "");
        seen.items = simdjson::dom::array(event["items"]).size();
        sessions[std::string(std::string_view(attributes["_session_id"]))].push_back(std::move(seen));
      }
    });
    for (auto& [id, events] : sessions) std::ranges::stable_sort(events, {}, &Seen::time);
    return sessions;
  }

  void MakeSmall() {
    MakeClean();
    options_.clock_skew_share = 0;
    options_.gzip_payload_share = 0;
    options_.events = 10'000;
    options_.hours = 2;
  }
};

bool IsView(const Seen& seen) {
  return seen.name == "_page_view" || seen.name == "_screen_view";
}

TEST_F(VisitTest, BeginsWithItsStart) {
  MakeSmall();
  Generate(files_, options_);
  const std::set<std::string> starts{"_first_open", "_session_start", "_app_start"};
  size_t first_opens = 0;
  for (const auto& [id, events] : Sessions()) {
    EXPECT_TRUE(starts.contains(events[0].name)) << id << ' ' << events[0].name;
    int sessions = 0;
    for (size_t i = 0; i < events.size(); ++i) {
      sessions += events[i].name == "_session_start" ? 1 : 0;
      if (events[i].name != "_first_open") continue;
      ++first_opens;
      EXPECT_EQ(i, 0u) << id;
    }
    EXPECT_LE(sessions, 1) << id;  // the end of a file may cut it off
  }
  EXPECT_GT(first_opens, 200u);
}

TEST_F(VisitTest, PagesFollowOneAnother) {
  MakeSmall();
  Generate(files_, options_);
  size_t followed = 0;
  for (const auto& [id, events] : Sessions()) {
    const Seen* before = nullptr;
    for (const Seen& seen : events) {
      if (!IsView(seen)) continue;
      EXPECT_EQ(seen.entrance, before == nullptr) << id;
      if (before != nullptr) {
        ++followed;
        EXPECT_EQ(seen.previous, before->time) << id;
        if (seen.name == "_page_view") {
          EXPECT_EQ(seen.referrer, before->url) << id;
        }
      }
      before = &seen;
    }
  }
  EXPECT_GT(followed, 1000u);
}

TEST_F(VisitTest, NothingIsBoughtThatWasNotInTheCart) {
  MakeSmall();
  Generate(files_, options_);
  size_t bought = 0;
  for (const auto& [id, events] : Sessions()) {
    size_t cart = 0;
    for (const Seen& seen : events) {
      if (seen.name == "add_to_cart") ++cart;
      if (seen.name != "purchase") continue;
      ++bought;
      EXPECT_EQ(seen.items, std::min<size_t>(cart, 4)) << id;
      cart = 0;
    }
  }
  EXPECT_GT(bought, 20u);
}

TEST_F(VisitTest, ATagManagerCountsItsRequests) {
  MakeSmall();
  options_.client = TrafficClient::gtm;
  Generate(files_, options_);
  std::map<std::string, std::vector<int64_t>> counts;  // by user and session
  std::map<std::string, int> starts;
  simdjson::dom::parser rows;
  simdjson::dom::parser payloads;
  EachLine([&](std::string_view line) {
    const simdjson::padded_string payload(std::string_view(rows.parse(line)["data"]));
    const element root = payloads.parse(payload);
    const auto take = [&](const element& event) {
      const std::string session = TextOr(event, "client_id", "") + ' ' + TextOr(event, "ga_session_id", "");
      counts[session].push_back(event["x-ga-request_count"]);
      std::string_view flag;
      if (event["x-ga-system_properties"]["ss"].get(flag) == simdjson::SUCCESS) ++starts[session];
    };
    if (root.is_object()) return take(root);
    for (const element event : simdjson::dom::array(root)) take(event);
  });
  size_t twice = 0;  // two visits of a frequent visitor may begin in the same second
  for (auto& [session, numbers] : counts) {
    std::ranges::sort(numbers);
    EXPECT_EQ(starts[session], std::ranges::count(numbers, 1)) << session;
    if (starts[session] != 1) {
      ++twice;
      continue;
    }
    for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], static_cast<int64_t>(i + 1)) << session;
  }
  EXPECT_LT(twice, 50u);
  EXPECT_GT(counts.size(), 700u);
}

}  // namespace
}  // namespace millrace::generate
