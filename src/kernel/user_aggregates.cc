#include "kernel/user_aggregates.h"

namespace millrace {
namespace {

// Null is smaller than any text.
int CompareText(NullableText a, NullableText b) {
  if (a.data() == nullptr || b.data() == nullptr) return (a.data() != nullptr) - (b.data() != nullptr);
  return a.compare(b);
}

}  // namespace

void UserAggregates::Add(const UserFacts& facts) {
  bool added = false;
  const AggregateKey last = table_.last_key();
  Record& record = table_.Get({pool_.Intern(facts.app, last[0]), pool_.Intern(facts.user, last[1]), 0}, added);
  if (added || facts.event_time > record.event_time) record.event_time = facts.event_time;

  if (facts.user_id.data() != nullptr &&
      (record.user_id == 0 || facts.user_id_time > record.user_id_time ||
       (facts.user_id_time == record.user_id_time && CompareText(facts.user_id, pool_.At(record.user_id)) > 0))) {
    record.user_id = pool_.Intern(facts.user_id);
    record.user_id_time = facts.user_id_time;
  }
  if (facts.properties.data() != nullptr &&
      (record.properties == 0 || facts.profile_time > record.profile_time ||
       (facts.profile_time == record.profile_time && IsProfileGreater(facts, record)))) {
    record.properties = pool_.Intern(facts.properties);
    record.properties_json = pool_.Intern(facts.properties_json);
    record.profile_event = pool_.Intern(facts.profile_event);
    record.profile_time = facts.profile_time;
  }
  if (facts.has_first && (!record.has_first || facts.first_time < record.first_time ||
                          (facts.first_time == record.first_time && IsFirstStronger(facts, record)))) {
    record.has_first = true;
    record.first_time = facts.first_time;
    record.has_first_touch = facts.first_touch.has_value();
    record.first_touch = facts.first_touch.value_or(0);
    for (size_t i = 0; i < kFirstTextCount; ++i) record.first[i] = pool_.Intern(facts.first[i]);
  }
}

bool UserAggregates::IsProfileGreater(const UserFacts& facts, const Record& record) const {
  if (const int order = CompareText(facts.properties_json, pool_.At(record.properties_json))) return order > 0;
  return CompareText(facts.profile_event, pool_.At(record.profile_event)) > 0;
}

bool UserAggregates::IsFirstStronger(const UserFacts& facts, const Record& record) const {
  if (facts.first_touch.has_value() != record.has_first_touch) return facts.first_touch.has_value();
  if (record.has_first_touch && *facts.first_touch != record.first_touch) {
    return *facts.first_touch < record.first_touch;
  }
  for (size_t i = 0; i < kFirstTextCount; ++i) {
    if (const int order = CompareText(facts.first[i], pool_.At(record.first[i]))) return order > 0;
  }
  return false;
}

UserFacts UserAggregates::At(size_t index) const {
  const Record& record = table_.records()[index];
  UserFacts facts;
  facts.app = pool_.At(record.key[0]);
  facts.user = pool_.At(record.key[1]);
  facts.event_time = record.event_time;
  facts.user_id = pool_.At(record.user_id);
  facts.user_id_time = record.user_id_time;
  facts.properties = pool_.At(record.properties);
  facts.properties_json = pool_.At(record.properties_json);
  facts.profile_event = pool_.At(record.profile_event);
  facts.profile_time = record.profile_time;
  facts.has_first = record.has_first;
  facts.first_time = record.first_time;
  if (record.has_first_touch) facts.first_touch = record.first_touch;
  for (size_t i = 0; i < kFirstTextCount; ++i) facts.first[i] = pool_.At(record.first[i]);
  return facts;
}

void UserAggregates::Merge(const UserAggregates& other) {
  for (size_t i = 0; i < other.size(); ++i) Add(other.At(i));
}

}  // namespace millrace
