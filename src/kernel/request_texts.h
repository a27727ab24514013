// Limits the texts that the rows of one request repeat. Each of its events has the request's rid, ip, ua, uri and
// appId, and each batch with such events contains them, so a request of a few megabytes could otherwise fill memory and
// disk.
//
// Processing always reads these texts as a whole. They are also stored as a whole (process_info, spec/lake-tables.md
// §7; the map device_ua; the request of a reject), unless the rows of the request would repeat more than
// kMaxRepeatedBytes: then each text is cut to kMaxRepeatedText bytes and counted.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "raw/raw_row.h"

namespace millrace {

// No web server accepts a longer header.
inline constexpr size_t kMaxRepeatedText = 16u << 10;
// A request repeats long texts up to this, or for four events.
inline constexpr size_t kMaxRepeatedBytes = 8u << 20;

class RequestTexts {
 public:
  // The row for a transformer, which reads it for every event: long texts are replaced by shorter ones with the same
  // effect. Views live until the next call.
  const RawRow& ForTransformer(const RawRow& sent);
  // The row with the texts that the rows of its `events` elements store. Adds the number of cut texts to `cut`. Views
  // live as long as those of `sent`.
  const RawRow& ForRows(const RawRow& sent, size_t events, uint64_t& cut);

 private:
  RawRow for_transformer_;
  RawRow for_rows_;
  std::string uri_;
};

}  // namespace millrace
