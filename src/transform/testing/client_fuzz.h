// Payloads of any bytes: a transformer must not crash, and what it takes must be consistent.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "transform/transformer.h"

namespace millrace {

inline void CheckEvent(const EventRow& event) {
  if (event.original.data() == nullptr) std::abort();
  if (event.reject) return;
  for (const EventColumn column : {EventColumn::event_id, EventColumn::event_name, EventColumn::user_pseudo_id,
                                   EventColumn::app_id, EventColumn::platform}) {
    if (!event.Has(column)) std::abort();
  }
  if (!event.Has(EventColumn::event_time_msec) || event.Text(EventColumn::event_name).empty()) std::abort();
}

inline int FuzzClient(Transformer& transformer, const uint8_t* data, size_t size) {
  static EventBundle bundle;
  std::string json(reinterpret_cast<const char*>(data), size);
  json.append(kJsonPadding, ' ');
  RawRow row;
  row.ingest_time = 1'726'000'001'000;
  row.app_id = "shop";
  std::string error;
  bundle.first_index = 0;
  if (!transformer.Transform(row, std::string_view(json).substr(0, size), bundle, error)) {
    if (bundle.size != 0 || error.empty()) std::abort();
    return 0;
  }
  size_t events = 0;
  do {
    if (bundle.first_index != events) std::abort();
    events += bundle.size;
    for (size_t i = 0; i < bundle.size; ++i) CheckEvent(bundle.rows[i]);
  } while (transformer.Next(bundle));
  return 0;
}

}  // namespace millrace
