// Reading a row of user_v2 back must give the facts that it was written from; merging rows must give what merging the
// facts gives.
#include "pipeline/user_rows.h"

#include <random>

#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "kernel/request.h"
#include "schema/testing/fake_batch_sink.h"

namespace millrace {
namespace {

// Keeps the batches of user_v2.
class UserSink : public BatchSink {
 public:
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    EXPECT_EQ(table, TableId::kUser);
    EXPECT_EQ(partition.app, "shop");
    batches.push_back(batch);
  }
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
};

// Facts of few users, in which everything collides; texts live in the pool.
class RandomFacts {
 public:
  explicit RandomFacts(uint32_t seed) : random_(seed) {}

  UserFacts Next() {
    UserFacts facts;
    facts.app = "shop";
    facts.user = Text("user", 4);
    facts.event_time = 1'741'700'000'000 + Pick(5);
    if (Pick(2) == 0) {
      facts.user_id = Text("id", 3);
      facts.user_id_time = Pick(4) - 1;
    }
    if (Pick(3) == 0) {
      UserProperties properties;
      properties.Put({"plan", Text("plan", 2), TypeTag::kString, Pick(100)});
      properties.Put({"age", Pick(2) == 0 ? NullableText() : NullableText("7"), TypeTag::kNumber, std::nullopt});
      std::string encoded;
      facts.properties = Keep(std::string(EncodeProperties(properties, encoded)));
      facts.properties_json = Keep(encoded.size() % 2 == 0 ? "{\"a\":1}" : "{\"b\":" + std::to_string(Pick(3)) + "}");
      facts.profile_time = Pick(3);
    }
    if (Pick(2) == 0) {
      facts.has_first = true;
      facts.first_time = Pick(3);
      if (Pick(2) == 0) facts.first_touch = Pick(3) * 86'400'000;
      for (NullableText& text : facts.first) text = Pick(3) == 0 ? NullableText() : Text("t", 2);
      facts.first[kFirstTextCount - 1] = "_first_open";
    }
    return facts;
  }

 private:
  int64_t Pick(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  NullableText Text(const std::string& prefix, int64_t n) { return Keep(prefix + std::to_string(Pick(n))); }
  NullableText Keep(std::string text) { return *kept_.insert(std::move(text)).first; }

  std::mt19937 random_;
  std::set<std::string> kept_;
};

// What a row says, comparable.
std::string Describe(const UserFacts& facts) {
  std::string out;
  const auto text = [&](NullableText value) { out += value.data() == nullptr ? "-|" : std::string(value) + "|"; };
  const auto number = [&](int64_t value) { out += std::to_string(value) + "|"; };
  text(facts.user);
  number(facts.event_time);
  text(facts.user_id);
  number(facts.user_id.data() == nullptr ? 0 : facts.user_id_time);
  text(facts.properties);
  text(facts.properties_json);
  number(facts.properties.data() == nullptr ? 0 : facts.profile_time);
  if (facts.has_first) {
    number(facts.first_time);
    number(facts.first_touch.value_or(-1));
    for (const NullableText first : facts.first) text(first);
  }
  return out;
}

std::vector<std::shared_ptr<arrow::RecordBatch>> WriteRows(const UserAggregates& users) {
  const JobInfo job{"job-1", "demo", 1'741'700'000'000'000};
  const JobTexts texts(job);
  UserSink sink;
  Counters counters;
  RowWriter writer(texts, sink, counters, 1u << 20);
  for (size_t i = 0; i < users.size(); ++i) writer.WriteUser(users.At(i));
  writer.FlushAll();
  return sink.batches;
}

std::set<std::string> DescribeAll(const UserAggregates& users) {
  std::set<std::string> all;
  for (size_t i = 0; i < users.size(); ++i) all.insert(Describe(users.At(i)));
  return all;
}

TEST(UserRows, GiveTheFactsThatTheyWereWrittenFrom) {
  RandomFacts random(1);
  for (int round = 0; round < 200; ++round) {
    UserAggregates users;
    users.Add(random.Next());
    const auto batches = WriteRows(users);
    ASSERT_EQ(batches.size(), 1U);
    UserRows rows(*batches[0], "shop");
    EXPECT_EQ(rows.UserOf(0), users.At(0).user);
    ASSERT_EQ(Describe(rows.At(0)), Describe(users.At(0)));
  }
}

TEST(UserRows, MergingRowsIsMergingWhatTheySay) {
  for (uint32_t seed = 0; seed < 50; ++seed) {
    RandomFacts random(seed);
    UserAggregates all;
    UserAggregates merged;
    for (int run = 0; run < 4; ++run) {
      UserAggregates of_run;
      for (int i = 0; i < 10; ++i) {
        const UserFacts facts = random.Next();
        all.Add(facts);
        of_run.Add(facts);
      }
      for (const auto& batch : WriteRows(of_run)) {
        UserRows rows(*batch, "shop");
        for (int64_t row = 0; row < batch->num_rows(); ++row) merged.Add(rows.At(row));
      }
    }
    ASSERT_EQ(DescribeAll(merged), DescribeAll(all)) << seed;
  }
}

}  // namespace
}  // namespace millrace
