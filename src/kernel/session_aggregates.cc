#include "kernel/session_aggregates.h"

namespace millrace {
namespace {

// A smaller rank is better: a real source, Direct, none.
uint8_t RankOf(NullableText source) {
  if (source.data() == nullptr) return 2;
  return source == "Direct" ? 1 : 0;
}

void KeepSmallest(std::optional<int64_t>& known, const std::optional<int64_t>& value) {
  if (value && (!known || *value < *known)) known = value;
}

}  // namespace

void SessionAggregates::Add(const SessionFacts& facts) {
  bool added = false;
  const AggregateKey last = table_.last_key();
  Record& record = table_.Get(
      {pool_.Intern(facts.app, last[0]), pool_.Intern(facts.user, last[1]), pool_.Intern(facts.session, last[2])},
      added);
  const uint8_t rank = RankOf(facts.text[0]);
  if (added || Wins(facts, rank, record)) {
    record.rank = rank;
    record.event_time = facts.event_time;
    record.ingest_time = facts.ingest_time;
    record.upload_time = facts.upload_time;
    record.has_ip = facts.has_ip;
    record.adjusted = facts.adjusted;
    record.adjusted_from = facts.adjusted_from;
    for (size_t i = 0; i < kSessionTextCount; ++i) {
      if (facts.text[i].data() == nullptr) {
        record.text[i] = 0;
      } else {
        record.text[i] = last_text_[i] = pool_.Intern(facts.text[i], last_text_[i]);
      }
    }
  }
  KeepSmallest(record.session_number, facts.session_number);
  KeepSmallest(record.session_start, facts.session_start);
  if (facts.user_id.data() != nullptr &&
      (record.user_id == 0 || facts.user_id_time > record.user_id_time ||
       (facts.user_id_time == record.user_id_time && facts.user_id > pool_.At(record.user_id)))) {
    record.user_id = pool_.Intern(facts.user_id);
    record.user_id_time = facts.user_id_time;
  }
}

bool SessionAggregates::Wins(const SessionFacts& facts, uint8_t rank, const Record& record) const {
  if (rank != record.rank) return rank < record.rank;
  if (facts.event_time != record.event_time) return facts.event_time < record.event_time;
  for (size_t i = 0; i < kSessionTextCount; ++i) {
    const NullableText mine = facts.text[i];
    const NullableText theirs = pool_.At(record.text[i]);
    if ((mine.data() == nullptr) != (theirs.data() == nullptr)) return mine.data() != nullptr;
    if (const int order = mine.compare(theirs)) return order > 0;
  }
  if (facts.has_ip != record.has_ip) return facts.has_ip;
  return facts.ingest_time > record.ingest_time;
}

SessionFacts SessionAggregates::At(size_t index) const {
  const Record& record = table_.records()[index];
  SessionFacts facts;
  facts.app = pool_.At(record.key[0]);
  facts.user = pool_.At(record.key[1]);
  facts.session = pool_.At(record.key[2]);
  facts.event_time = record.event_time;
  for (size_t i = 0; i < kSessionTextCount; ++i) facts.text[i] = pool_.At(record.text[i]);
  facts.ingest_time = record.ingest_time;
  facts.upload_time = record.upload_time;
  facts.has_ip = record.has_ip;
  facts.adjusted = record.adjusted;
  facts.adjusted_from = record.adjusted_from;
  facts.session_number = record.session_number;
  facts.session_start = record.session_start;
  facts.user_id = pool_.At(record.user_id);
  facts.user_id_time = record.user_id_time;
  return facts;
}

void SessionAggregates::Merge(const SessionAggregates& other) {
  for (size_t i = 0; i < other.size(); ++i) Add(other.At(i));
}

}  // namespace millrace
