// Payloads of any bytes, also with impossible times: a transformer must not crash, and the events that it accepts must
// be consistent.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "raw/ingest_time.h"
#include "transform/clock.h"
#include "transform/transformer.h"

namespace millrace {

// The limits of int64 and one beyond, times before 1900, before year 1, after 9999 and before 2000, and non-numbers.
inline constexpr std::array<std::string_view, 14> kOddTimes = {"9223372036854775807",
                                                               "-9223372036854775808",
                                                               "9223372036854775808",
                                                               "-9223372036854775809",
                                                               "-2208988800001",
                                                               "-62135596800001",
                                                               "253402300800000",
                                                               "946684799999",
                                                               "0",
                                                               "1e400",
                                                               "-1e400",
                                                               "1.5e15",
                                                               "NaN",
                                                               "-Infinity"};

// The text with each number of ten digits or more, which may be a time, replaced by one of kOddTimes, in turn.
inline std::string WithOddTimes(std::string_view text, size_t turn) {
  std::string out;
  const auto is_digit = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  for (size_t at = 0; at < text.size();) {
    size_t end = at + (text[at] == '-' ? 1 : 0);
    while (is_digit(end)) ++end;
    if (end - at >= 10) {
      out += kOddTimes[turn++ % kOddTimes.size()];
      at = end;
    } else {
      end = std::max(end, at + 1);
      out += text.substr(at, end - at);
      at = end;
    }
  }
  return out;
}

// A row with times that a collector and a client may well write down, by turns.
inline RawRow RowOfTurn(size_t turn) {
  constexpr std::array kIngestTimes = {int64_t{1'726'000'001'000}, kEarliestEventMs, kLatestEventMs};
  constexpr std::array<std::optional<int64_t>, 6> kClientTimes = {std::nullopt,       INT64_MAX,         INT64_MIN,
                                                                  -2'208'988'800'001, 1'725'999'000'000, 0};
  RawRow row;
  row.ingest_time = kIngestTimes[turn % kIngestTimes.size()];
  row.client_timestamp = kClientTimes[turn / kIngestTimes.size() % kClientTimes.size()];
  row.app_id = "shop";
  return row;
}

inline void CheckTime(const EventRow& event, const RawRow& row, const TransformOptions& options) {
  const std::optional<int64_t> time = event.Int(EventColumn::event_time_msec);
  if (!time || !IsEventTime(*time)) std::abort();
  // GTM sends no clock of the client, so its events have the time of their request.
  const bool has_clock = event.clock.to != 0;
  if (!has_clock && *time != *row.ingest_time) std::abort();
  if (has_clock && (event.clock.to != *time || (!event.clock.adjusted && event.clock.from != *time))) std::abort();
  // A time in the future or too far in the past was corrected, or the event was rejected.
  if (*time > SaturatedAdd(*row.ingest_time, kClockToleranceMs)) std::abort();
  if (SaturatedSubtract(*row.ingest_time, *time) > options.max_partition_age_ms) std::abort();
}

inline void CheckNumbers(const EventRow& event) {
  const auto columns = TableOf(TableId::kEvent).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    const auto column = static_cast<EventColumn>(i);
    if (columns[i].type != ColumnType::kDouble || !event.Has(column)) continue;
    if (!std::isfinite(event.Double(column))) std::abort();
  }
  event.items.ForEach([](const ItemRow& item) {
    if (!std::isfinite(item.price.value_or(0)) || !std::isfinite(item.quantity.value_or(0))) std::abort();
  });
}

inline void CheckEvent(const EventRow& event, const RawRow& row, const TransformOptions& options) {
  if (event.original.data() == nullptr) std::abort();
  if (event.reject) return;
  for (const EventColumn column : {EventColumn::event_id, EventColumn::event_name, EventColumn::user_pseudo_id,
                                   EventColumn::app_id, EventColumn::platform}) {
    if (!event.Has(column)) std::abort();
  }
  if (event.Text(EventColumn::event_name).empty()) std::abort();
  CheckTime(event, row, options);
  CheckNumbers(event);
}

// Passes a payload through Transform and Next as the kernel does: if it is refused, it is decoded again as the dialect.
inline void FuzzPayload(Transformer& transformer, const TransformOptions& options, const RawRow& row,
                        std::string_view payload) {
  static EventBundle bundle;
  static PayloadDecoder decoder;
  std::string error;
  bundle.first_index = 0;
  PayloadDecoder::Result decoded = decoder.Decode(payload, false, transformer.traits().payload_form);
  if (decoded.json.data() == nullptr) return;
  if (!transformer.Transform(row, decoded.json, bundle, error)) {
    if (bundle.size != 0 || error.empty()) std::abort();
    decoded = decoder.Repair();
    if (decoded.json.data() == nullptr || !transformer.Transform(row, decoded.json, bundle, error)) return;
  }
  size_t events = 0;
  do {
    if (bundle.first_index != events) std::abort();
    events += bundle.size;
    for (size_t i = 0; i < bundle.size; ++i) CheckEvent(bundle.rows[i], row, options);
  } while (transformer.Next(bundle));
}

inline int FuzzClient(std::string_view client, const uint8_t* data, size_t size) {
  static const TransformOptions plain;
  static const TransformOptions correcting = [] {
    TransformOptions options;
    options.correct_client_clock = true;
    options.max_event_age_ms = options.max_partition_age_ms = INT64_MAX;
    return options;
  }();
  static const auto plain_transformer = MakeTransformer(client, plain);
  static const auto correcting_transformer = MakeTransformer(client, correcting);
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  size_t turn = size;
  for (const char byte : payload) turn += static_cast<uint8_t>(byte);
  FuzzPayload(*plain_transformer, plain, RowOfTurn(0), payload);
  FuzzPayload(*correcting_transformer, correcting, RowOfTurn(turn), payload);
  const std::string odd = WithOddTimes(payload, turn);
  FuzzPayload(*plain_transformer, plain, RowOfTurn(turn), odd);
  FuzzPayload(*correcting_transformer, correcting, RowOfTurn(turn), odd);
  return 0;
}

}  // namespace millrace
