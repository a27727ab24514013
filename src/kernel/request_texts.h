// Bounds what the rows of one request repeat: rid, ip, ua, uri and appId are written for each of its events, once for
// each batch that these are spread over, so a request of a few megabytes could otherwise fill memory and disk.
//
// What processing reads of them is read as a whole, and so is what is stored (process_info, spec/lake-tables.md §7; the
// map device_ua; the request of a reject) of a request whose rows repeat at most kMaxRepeatedBytes. Of another one,
// each of these texts is stored up to kMaxRepeatedText bytes, and counted.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "raw/raw_row.h"

namespace millrace {

// No web server accepts a header that is longer.
inline constexpr size_t kMaxRepeatedText = 16u << 10;
// A request repeats long texts up to this, or for four events.
inline constexpr size_t kMaxRepeatedBytes = 8u << 20;

class RequestTexts {
 public:
  // The row for a transformer, which reads it for every event: long texts are replaced by short ones of the same
  // effect. Views live until the next call.
  const RawRow& ForTransformer(const RawRow& sent);
  // The row as the rows of its `events` elements repeat it. Adds the texts that are cut to `cut`. Views live as long as
  // those of `sent`.
  const RawRow& ForRows(const RawRow& sent, size_t events, uint64_t& cut);

 private:
  RawRow for_transformer_;
  RawRow for_rows_;
  std::string uri_;
};

}  // namespace millrace
