// The counters of a worker, which can be added up. Plain numbers. The law of a run: events_read +
// events_derived = events_written + events rejected by reason; rows_read = requests + rows rejected by reason.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "kernel/wrong_input.h"
#include "raw/reject.h"
#include "schema/table.h"

namespace millrace {

struct Counters {
  uint64_t files = 0;
  uint64_t bytes_in = 0;   // compressed, as stored
  uint64_t bytes_raw = 0;  // after decompression of the file
  uint64_t lines = 0;      // without empty ones
  uint64_t rows_read = 0;  // requests in those lines; a line that is not JSON counts as one, a broken file as one more
  uint64_t requests = 0;   // rows whose payload could be decoded
  uint64_t events_read = 0;     // elements of decoded payloads
  uint64_t events_derived = 0;  // rows that written events imply (transform-gtm §3)
  std::array<uint64_t, kTableCount> rows_written{};
  std::array<uint64_t, kRejectReasonCount> rejected{};
  std::map<std::string, uint64_t, std::less<>> rejected_by_plugin;  // rejects of reason `plugin`, by plug-in
  uint64_t items_read = 0;
  uint64_t items_without_id = 0;
  uint64_t items_duplicate = 0;
  uint64_t events_clock_corrected = 0;
  uint64_t texts_truncated = 0;
  uint64_t request_texts_cut = 0;          // request_texts.h
  uint64_t custom_parameters_dropped = 0;  // because they exceed 1 MiB per row
  uint64_t rows_with_replaced_utf8 = 0;
  uint64_t ingest_times_in_seconds = 0;
  WrongInput wrong_input;                                       // what the rejected input looks like
  std::map<std::string, uint64_t, std::less<>> lenient_fields;  // fields set to null because their type was wrong

  void Add(const Counters& other);
  // Whether the law above holds. A run checks it before it commits.
  bool Balanced() const;
};

}  // namespace millrace
