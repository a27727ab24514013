// The laws of style.md: the same input in any order, in any number of workers and runs, gives the same merged tables.
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "kernel/session_aggregates.h"
#include "kernel/testing/kernel_fixture.h"
#include "kernel/user_aggregates.h"

namespace millrace {
namespace {

// Lines with few users, sessions, times and sources, so that they collide often.
std::vector<std::string> RandomLines(uint32_t seed, int count) {
  std::mt19937 random(seed);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<uint32_t>(n)); };
  const char* names[] = {"_session_start", "_page_view", "_first_open", "_profile_set", "_app_end", "click"};
  const char* sources[] = {R"("_traffic_source_source":"Direct",)", R"("_traffic_source_source":"Bing",)",
                           R"("_traffic_source_source":"Yahoo",)", ""};
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    std::string events;
    for (int n = pick(4); n >= 0; --n) {
      const std::string id = "e" + std::to_string(i) + "-" + std::to_string(n);
      std::string more = R"(,"attributes":{)" + std::string(sources[pick(4)]) + R"("_session_number":)" +
                         std::to_string(pick(3)) + R"(,"_session_id":"s)" + std::to_string(pick(5)) + R"("})";
      if (pick(2) == 0) {
        more += R"(,"user":{"_user_id":{"value":"id)" + std::to_string(pick(3)) + R"(","set_timestamp":1},"age":)" +
                std::to_string(pick(3)) + "}";
      }
      if (pick(9) == 0) more += R"(,"locale":[])";  // a reject
      if (pick(3) == 0) more += R"(,"items":[{"id":"sku)" + std::to_string(pick(3)) + R"("}])";
      if (!events.empty()) events += ',';
      std::string event = TestEvent(id, names[pick(6)], kTestIngest - pick(4), more);
      event.replace(event.find("\"u1\""), 4, "\"u" + std::to_string(pick(4)) + "\"");
      events += event;
    }
    lines.push_back(R"({"appId":"shop","rid":"r)" + std::to_string(pick(6)) + R"(","ingest_time":)" +
                    std::to_string(kTestIngest) + ",\"data\":" + Quoted("[" + events + "]") + "}");
  }
  return lines;
}

// The rows of a table, sorted, without the values that differ between lines.
std::vector<TextRow> Sorted(std::vector<TextRow> rows) {
  for (TextRow& row : rows) row.erase("line");
  std::sort(rows.begin(), rows.end());
  return rows;
}

struct Tables {
  std::map<TableId, std::vector<TextRow>> rows;
  bool operator==(const Tables&) const = default;
};

Tables Process(const std::vector<std::string>& lines, size_t workers) {
  const JobInfo job{"job-1", "demo", 1'741'700'000'000'000};
  FakeBatchSink sink;
  KernelShared shared({});
  Counters total;
  std::mutex mutex;
  {
    std::vector<std::jthread> threads;
    for (size_t worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        Kernel kernel({}, {}, job, shared, sink);
        kernel.BeginFile("a.gz");
        for (size_t i = worker; i < lines.size(); i += workers) {
          std::string padded = lines[i];
          padded.append(kJsonPadding, ' ');
          kernel.ProcessLine({std::string_view(padded).substr(0, lines[i].size()), i + 1});
        }
        kernel.Finish();
        const std::scoped_lock lock(mutex);
        total.Add(kernel.counters());
      });
    }
  }
  total.Add(shared.Finish(job, sink, 2));
  EXPECT_TRUE(total.Balanced());
  Tables tables;
  for (const Table& table : AllTables()) tables.rows[table.id] = Sorted(sink.rows(table.id));
  return tables;
}

TEST(Laws, AnyOrderAndAnyNumberOfWorkersGiveTheSameTables) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    std::vector<std::string> lines = RandomLines(seed, 60);
    const Tables expected = Process(lines, 1);
    EXPECT_FALSE(expected.rows.at(TableId::kSession).empty());
    std::shuffle(lines.begin(), lines.end(), std::mt19937(seed));
    EXPECT_EQ(Process(lines, 1), expected) << "shuffled, seed " << seed;
    EXPECT_EQ(Process(lines, 3), expected) << "three workers, seed " << seed;
  }
}

std::mt19937& Random() {
  static std::mt19937 random(7);
  return random;
}

NullableText RandomText() {
  static const NullableText texts[] = {NullableText(), "", "Direct", "a", "b"};
  return texts[Random()() % 5];
}

// Small times, so that they collide, and the extremes of what clients can send.
int64_t RandomTime() {
  static constexpr int64_t kTimes[] = {INT64_MIN, 0, 1, 2, INT64_MAX};
  return kTimes[Random()() % 5];
}

UserFacts RandomUser() {
  UserFacts facts;
  facts.app = "shop";
  facts.user = Random()() % 2 ? "u1" : "u2";
  facts.event_time = Random()() % 4;
  facts.user_id = RandomText();
  facts.user_id_time = Random()() % 3;
  if (Random()() % 2) {
    facts.properties = facts.properties_json = Random()() % 2 ? "p1" : "p2";
    facts.profile_event = RandomText();
    facts.profile_time = Random()() % 3;
  }
  facts.has_first = Random()() % 2;
  facts.first_time = RandomTime();
  if (Random()() % 2) facts.first_touch = RandomTime();
  for (auto& text : facts.first) text = RandomText();
  return facts;
}

SessionFacts RandomSession() {
  SessionFacts facts;
  facts.app = "shop";
  facts.user = "u1";
  facts.session = Random()() % 2 ? "s1" : "s2";
  facts.event_time = Random()() % 3;
  for (auto& text : facts.text) text = RandomText();
  facts.has_ip = Random()() % 2;
  facts.ingest_time = Random()() % 3;
  if (Random()() % 2) facts.session_number = Random()() % 3;
  if (Random()() % 2) facts.session_start = RandomTime();
  facts.user_id = RandomText();
  facts.user_id_time = RandomTime();
  return facts;
}

std::string Print(NullableText text) {
  return text.data() == nullptr ? "null" : "'" + std::string(text) + "'";
}

std::string Print(const UserAggregates& users) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < users.size(); ++i) {
    const UserFacts facts = users.At(i);
    std::string line = std::string(facts.user) + " " + std::to_string(facts.event_time) + " " + Print(facts.user_id) +
                       " " + Print(facts.properties) + Print(facts.profile_event) + " " +
                       std::to_string(facts.first_touch.value_or(-1));
    for (const auto& text : facts.first) line += Print(text);
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

std::string Print(const SessionAggregates& sessions) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < sessions.size(); ++i) {
    const SessionFacts facts = sessions.At(i);
    std::string line = std::string(facts.session) + " " + std::to_string(facts.event_time) + " " +
                       Print(facts.user_id) + std::to_string(facts.user_id.data() == nullptr ? 0 : facts.user_id_time) +
                       " " + std::to_string(facts.session_number.value_or(-1)) + " " +
                       std::to_string(facts.session_start.value_or(-1)) + " " + std::to_string(facts.ingest_time) +
                       (facts.has_ip ? " ip" : "");
    for (const auto& text : facts.text) line += Print(text);
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

// Merging is associative, commutative and idempotent: merging parts in another order, some of them twice, has the same
// result as adding one event at a time.
template <typename Aggregates, typename Facts>
void ExpectMergeable(Facts (*random_facts)()) {
  for (int round = 0; round < 300; ++round) {
    std::vector<Facts> facts;
    for (int i = 0; i < 9; ++i) facts.push_back(random_facts());
    Aggregates whole;
    for (const Facts& one : facts) whole.Add(one);
    Aggregates parts[3];
    for (size_t i = facts.size(); i-- > 0;) parts[i % 3].Add(facts[i]);
    Aggregates merged;
    for (const size_t part : {2, 0, 1, 0}) merged.Merge(parts[part]);
    merged.Merge(whole);
    ASSERT_EQ(Print(merged), Print(whole)) << "round " << round;
  }
}

TEST(Laws, UsersMerge) {
  ExpectMergeable<UserAggregates>(RandomUser);
}
TEST(Laws, SessionsMerge) {
  ExpectMergeable<SessionAggregates>(RandomSession);
}

}  // namespace
}  // namespace millrace
