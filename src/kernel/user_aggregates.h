// What a run knows of its users: mergeable rows of user_v2 (spec/README.md, transform-clickstream §11). Merging is
// associative, commutative and idempotent: the greatest event time; user id and properties by their greatest time; the
// first_* group by its smallest time; nulls never win; ties by the greater text. Among first events of equal time the
// smaller first touch comes before the texts: clients that tell whole seconds often tie, and the entry page came first.
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/aggregate_table.h"
#include "kernel/string_pool.h"
#include "raw/raw_row.h"

namespace millrace {

// The texts of the first_* group, in the order of user_v2's columns first_referrer … first_app_install_source, then the
// name of the event (null of clients that do not note it).
inline constexpr size_t kFirstTextCount = 13;

// What one event, or one merged row, says of a user.
struct UserFacts {
  std::string_view app;
  std::string_view user;
  int64_t event_time = 0;  // ms
  NullableText user_id;
  int64_t user_id_time = 0;
  NullableText properties;       // encoded by EncodeProperties; null: no profile
  NullableText properties_json;  // decides ties
  NullableText profile_event;    // name of the event that gave them, where that is noted; decides last
  int64_t profile_time = 0;
  bool has_first = false;
  int64_t first_time = 0;
  std::optional<int64_t> first_touch;
  std::array<NullableText, kFirstTextCount> first;
};

class UserAggregates {
 public:
  void Add(const UserFacts& facts);
  void Merge(const UserAggregates& other);
  size_t size() const { return table_.records().size(); }
  // Views live until the next Add.
  UserFacts At(size_t index) const;
  size_t memory_bytes() const { return pool_.memory_bytes() + table_.memory_bytes(); }

 private:
  struct Record {
    AggregateKey key;  // app, user, 0
    uint32_t user_id = 0;
    uint32_t properties = 0;
    uint32_t properties_json = 0;
    uint32_t profile_event = 0;
    bool has_first = false;
    bool has_first_touch = false;
    int64_t event_time = 0;
    int64_t user_id_time = 0;
    int64_t profile_time = 0;
    int64_t first_time = 0;
    int64_t first_touch = 0;
    std::array<uint32_t, kFirstTextCount> first{};
  };

  bool IsProfileGreater(const UserFacts& facts, const Record& record) const;
  bool IsFirstStronger(const UserFacts& facts, const Record& record) const;

  StringPool pool_;
  AggregateTable<Record> table_;
};

}  // namespace millrace
