// The users of a run as mergeable rows of user_v2 (spec/README.md, transform-clickstream §11). Merging is associative,
// commutative and idempotent: the event time is the greatest; user id and properties are those of their greatest time;
// the first_* group is that of its smallest time. Nulls never win; ties go to the greater text. Among first events of
// equal time the smaller first touch wins before the texts are compared: clients that send whole seconds often tie, and
// the entry page came first.
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

// The number of texts in the first_* group: the columns first_referrer … first_app_install_source of user_v2 in their
// order, then the name of the event (null for clients that do not record it).
inline constexpr size_t kFirstTextCount = 13;

// What an event, or a merged row, contributes to a user.
struct UserFacts {
  std::string_view app;
  std::string_view user;
  int64_t event_time = 0;  // ms
  NullableText user_id;
  int64_t user_id_time = 0;
  NullableText properties;       // encoded by EncodeProperties; null: no profile
  NullableText properties_json;  // decides ties
  NullableText profile_event;    // name of the event that sent them, if recorded; decides ties last
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
  // The views are valid until the next Add.
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
