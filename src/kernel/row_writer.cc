#include "kernel/row_writer.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "core/base64.h"
#include "core/time.h"
#include "core/utf8.h"
#include "kernel/custom_entries.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr int64_t kDayMs = 86'400'000;

uint32_t LimitOf(TableId table, size_t column) {
  return TableOf(table).columns[column].max_bytes;
}

// Whether the day of a time can be stored as a date: engines disagree about dates before the Gregorian calendar.
bool HasDate(int64_t msec) {
  constexpr int64_t kFirstMs = -12'219'292'800'000;  // 1582-10-15
  return msec >= kFirstMs && msec <= kLatestEventMs;
}

}  // namespace

RowWriter::RowWriter(const JobTexts& job, BatchSink& sink, Counters& counters, size_t memory_bytes)
    : job_(job),
      constants_(job),
      counters_(counters),
      memory_bytes_(memory_bytes),
      events_(TableId::kEvent, sink, counters),
      items_(TableId::kItem, sink, counters),
      users_(TableId::kUser, sink, counters),
      sessions_(TableId::kSession, sink, counters),
      rejects_(TableId::kReject, sink, counters) {}

int32_t DayOf(int64_t msec) {
  const int64_t day = msec / kDayMs - (msec % kDayMs < 0 ? 1 : 0);
  // A time without a calendar date belongs to the partition of rows without a time.
  constexpr int64_t kMinDay = -719'528;   // 0000-01-01
  constexpr int64_t kMaxDay = 2'932'896;  // 9999-12-31
  return static_cast<int32_t>(day > kMaxDay || day < kMinDay ? 0 : day);
}

void RowWriter::WriteEvent(const EventRow& event, const Request& request, bool more, size_t beside_bytes) {
  PartitionBatch& to = events_.Get(event.Text(E::app_id), DayOf(*event.Int(E::event_time_msec)));
  TableBatch& batch = to.batch;
  for (size_t word = 0; word < 2; ++word) {
    uint64_t bits = event.present()[word];
    if (word == 1) bits &= (uint64_t{1} << (kEventColumnCount - 64)) - 1;
    for (; bits != 0; bits &= bits - 1) {
      const auto column = static_cast<E>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
      switch (batch.KindOf(static_cast<size_t>(column))) {
        case ColumnType::kText:
          batch.SetText(column, event.PresentText(SlotOf(column)));
          break;
        case ColumnType::kDouble:
          batch.SetDouble(column, event.Double(column));
          break;
        default:
          batch.SetInt(column, *event.Int(column));
      }
    }
  }
  if (event.has_query) {
    MapColumn& map = batch.OpenMap(E::page_view_page_url_query_parameters);
    for (const auto& [key, value] : event.query) {
      const int32_t key_id = map.InternKey(key);
      map.Add(key_id, map.InternValue(value));
    }
  }
  WriteCustom(to, E::custom_parameters, event.custom);
  constants_.Write(to, event, request);
  batch.SetInt(E::created_time, job_.created_us);
  // A flush may settle events that waited, which then write items and rejects. These must not start another flush.
  flushing_ = true;
  events_.EndRow(to, more, beside_bytes);
  flushing_ = false;
  if (!more) KeepWithinMemory();
}

template <typename Column>
void RowWriter::WriteCustom(PartitionBatch& to, Column column, const CustomParameters& custom) {
  if (custom.empty()) return;
  counters_.custom_parameters_dropped += AddCustomEntries(to.batch.OpenMap(column), custom);
}

void RowWriter::WriteItem(const EventRow& event, const ItemRow& item) {
  using I = ItemColumn;
  PartitionBatch& to = items_.Get(event.Text(E::app_id), DayOf(*event.Int(E::event_time_msec)));
  TableBatch& batch = to.batch;
  batch.SetInt(I::event_timestamp, *event.Int(E::event_timestamp));
  batch.SetText(I::event_id, event.Text(E::event_id));
  batch.SetText(I::event_name, event.Text(E::event_name));
  batch.SetText(I::platform, event.Text(E::platform));
  batch.SetText(I::user_pseudo_id, event.Text(E::user_pseudo_id));
  batch.SetNullableText(I::user_id, event.Text(E::user_id));
  for (size_t column = 0; column < kItemColumnCount; ++column) {
    const NullableText text = item.text[column];
    if (text.data() == nullptr) continue;
    const std::string_view cut = TruncateUtf8(text, LimitOf(TableId::kItem, column));
    counters_.texts_truncated += cut.size() < text.size();
    batch.SetText(static_cast<I>(column), cut);
  }
  if (item.price) batch.SetDouble(I::price, *item.price);
  if (item.quantity) batch.SetDouble(I::quantity, *item.quantity);
  batch.SetNullableText(I::custom_parameters_json_str, item.custom_json);
  WriteCustom(to, I::custom_parameters, item.custom);
  RowConstants::AddJob(to, constants_.OpenProcessInfo(to, I::process_info));
  batch.SetInt(I::created_time, job_.created_us);
  items_.EndRow(to);
  KeepWithinMemory();
}

void RowWriter::WriteUser(const UserFacts& user) {
  using U = UserColumn;
  PartitionBatch& to = users_.Get(user.app, DayOf(user.event_time));
  TableBatch& batch = to.batch;
  batch.SetInt(U::event_timestamp, MicrosecondsOf(user.event_time));
  batch.SetText(U::user_pseudo_id, user.user);
  if (user.user_id.data() != nullptr) {
    batch.SetText(U::user_id, user.user_id);
    batch.SetInt(U::user_id_time_msec, user.user_id_time);
  }
  if (user.properties.data() != nullptr) {
    UserProperties properties;
    DecodeProperties(user.properties, properties);
    MapColumn& map = batch.OpenMap(U::user_properties);
    for (const UserProperty& property : properties) {
      const int32_t value = property.value.data() == nullptr ? -1 : map.InternValue(property.value);
      map.Add(map.InternKey(property.key), value, static_cast<uint8_t>(property.type));
      if (property.set_time_msec) map.AddSetTime(*property.set_time_msec);
    }
    batch.SetText(U::user_properties_json_str, user.properties_json);
    batch.SetInt(U::profile_event_time_msec, user.profile_time);
  }
  if (user.has_first) {
    batch.SetInt(U::first_event_time_msec, user.first_time);
    if (user.first_touch) {
      batch.SetInt(U::first_touch_time_msec, *user.first_touch);
      if (HasDate(*user.first_touch)) batch.SetInt(U::first_visit_date, DayOf(*user.first_touch));
    }
    for (size_t i = 0; i + 1 < kFirstTextCount; ++i) {
      batch.SetNullableText(static_cast<U>(static_cast<size_t>(U::first_referrer) + i), user.first[i]);
    }
  }
  MapColumn& info = constants_.OpenProcessInfo(to, U::process_info);
  const NullableText first_event = user.first[kFirstTextCount - 1];
  if (user.has_first && first_event.data() != nullptr) info.Add(kProcessFirstEvent, info.InternValue(first_event));
  if (user.profile_event.data() != nullptr) info.Add(kProcessLatestEvent, info.InternValue(user.profile_event));
  RowConstants::AddJob(to, info);
  batch.SetInt(U::created_time, job_.created_us);
  users_.EndRow(to);
  KeepWithinMemory();
}

void RowWriter::WriteSession(const SessionFacts& session) {
  using S = SessionColumn;
  PartitionBatch& to = sessions_.Get(session.app, DayOf(session.event_time));
  TableBatch& batch = to.batch;
  batch.SetInt(S::event_timestamp, MicrosecondsOf(session.event_time));
  batch.SetText(S::user_pseudo_id, session.user);
  batch.SetText(S::session_id, session.session);
  if (session.user_id.data() != nullptr) {
    batch.SetText(S::user_id, session.user_id);
    batch.SetInt(S::user_id_time_msec, session.user_id_time);
  }
  if (session.session_number) batch.SetInt(S::session_number, *session.session_number);
  if (session.session_start) batch.SetInt(S::session_start_time_msec, *session.session_start);
  for (size_t i = 0; i < kSessionSourceCount; ++i) {
    batch.SetNullableText(static_cast<S>(static_cast<size_t>(S::session_source) + i), session.text[i]);
  }
  MapColumn& info = constants_.OpenProcessInfo(to, S::process_info);
  const auto add = [&](ProcessKey key, NullableText text) {
    info.Add(key, text.data() == nullptr ? -1 : info.InternValue(text));
  };
  const auto add_new = [&](ProcessKey key, NullableText text) {
    info.Add(key, text.data() == nullptr ? -1 : info.AppendNewValue(text));
  };
  // In the order of the keys.
  IsoTimeText iso;
  add(kProcessEventName, session.text[kSessionEventName]);
  if (session.adjusted) {
    add(kProcessAdjusted, "true");
    add(kProcessAdjustedFrom, std::to_string(session.adjusted_from));
    add(kProcessAdjustedReason, session.text[kSessionReason]);
    add(kProcessAdjustedTo, std::to_string(session.event_time));
  }
  add_new(kProcessIngestTime, IsoTime(session.ingest_time, iso));
  add(kProcessFile, session.text[kSessionFile]);
  RowConstants::AddJob(to, info);
  add_new(kProcessRid, session.text[kSessionRid]);
  if (session.has_ip) add(kProcessSourceIp, session.text[kSessionIp]);
  if (session.upload_time) add_new(kProcessUploadTime, IsoTime(*session.upload_time, iso));
  batch.SetInt(S::created_time, job_.created_us);
  sessions_.EndRow(to);
  KeepWithinMemory();
}

void RowWriter::WriteReject(const RejectFacts& reject) {
  using R = RejectColumn;
  PartitionBatch& to = rejects_.Get(reject.partition.app, reject.partition.day);
  TableBatch& batch = to.batch;
  batch.SetText(R::reason, RejectReasonName(reject.reason));
  batch.SetText(R::detail, TruncateUtf8(reject.detail, LimitOf(TableId::kReject, static_cast<size_t>(R::detail))));
  batch.SetText(R::stage, reject.reason == RejectReason::bot               ? "enrich"
                          : reject.reason == RejectReason::plugin          ? "plugin"
                          : reject.reason == RejectReason::partition_limit ? "write"
                          : IsEventReason(reject.reason)                   ? "transform"
                                                                           : "raw");
  batch.SetText(R::input_file_name, reject.file);
  batch.SetInt(R::line, static_cast<int64_t>(reject.line));
  if (reject.bundle_index) batch.SetInt(R::bundle_index, *reject.bundle_index);
  batch.SetNullableText(R::app_id, TruncateUtf8(reject.app, LimitOf(TableId::kReject, static_cast<size_t>(R::app_id))));
  if (reject.ingest_time) batch.SetInt(R::ingest_time_msec, *reject.ingest_time);
  batch.SetText(R::job_id, job_.job_id);
  if (IsValidUtf8(reject.original)) {
    batch.SetText(R::encoding, "text");
    batch.SetText(R::original, reject.original);
  } else {
    std::string encoded;
    AppendBase64(encoded, reject.original);
    batch.SetText(R::encoding, "base64");
    batch.SetText(R::original, encoded);
  }
  batch.SetNullableText(R::request, reject.request);
  batch.SetInt(R::created_time, job_.created_us);
  rejects_.EndRow(to);
  KeepWithinMemory();
}

void RowWriter::FlushAll() {
  for (PartitionBatches* table : {&events_, &items_, &users_, &sessions_, &rejects_}) table->FlushAll();
}

void RowWriter::FlushEvents() {
  flushing_ = true;
  events_.FlushAll();
  flushing_ = false;
}

void RowWriter::TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& to) {
  for (PartitionBatches* table : {&events_, &items_, &users_, &sessions_, &rejects_}) table->TakeAll(to);
}

size_t RowWriter::held_bytes() const {
  return events_.held_bytes() + items_.held_bytes() + users_.held_bytes() + sessions_.held_bytes() +
         rejects_.held_bytes();
}

// Closes the largest batches until a quarter of the budget is free, so that the batches are sorted only once per many
// rows. Large batches make the best row groups.
void RowWriter::KeepWithinMemory() {
  if (held_bytes() <= memory_bytes_ || flushing_) return;
  flushing_ = true;
  std::vector<PartitionBatch*> batches;
  PartitionBatches* const tables[kTableCount] = {&events_, &items_, &users_, &sessions_, &rejects_};
  for (PartitionBatches* table : tables) table->List(batches);
  std::ranges::sort(batches, std::ranges::greater(), &PartitionBatch::charged_bytes);
  const size_t wanted = memory_bytes_ - memory_bytes_ / 4;
  for (PartitionBatch* batch : batches) {
    if (held_bytes() <= wanted) break;
    tables[static_cast<size_t>(batch->table)]->Close(*batch);
  }
  flushing_ = false;
}

}  // namespace millrace
