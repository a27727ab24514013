// The `data` field of a row as JSON text (spec/raw-input.md §3.1).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "raw/raw_row.h"
#include "raw/reject.h"

namespace millrace {

// Decodes payloads: plain JSON as it is, else base64 of gzip (several members allowed) of JSON. Not thread-safe: one
// decoder a worker; reuses its buffers, so that steady state allocates nothing.
class PayloadDecoder {
 public:
  // Payloads that inflate to more than this are rejected (a bomb, not a bundle).
  static constexpr size_t kMaxPayloadBytes = 256u << 20;

  PayloadDecoder();
  ~PayloadDecoder();

  struct Result {
    // JSON text whose first byte is `[` or `{`, followed by kJsonPadding readable bytes; valid until the next Decode,
    // and, for a plain payload, as long as `data`'s own buffer. Null when the payload cannot be used.
    NullableText json;
    RejectReason reason = RejectReason::bad_payload;  // when json is null
    std::string_view detail;                          // when json is null; valid until the next Decode
  };

  // `data` need not be padded: a plain payload that is not is copied. `padded` says that kJsonPadding readable bytes
  // follow it.
  Result Decode(NullableText data, bool padded);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
