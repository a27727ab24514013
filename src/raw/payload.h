// The `data` field of a row as JSON text (spec/raw-input.md §3). What is wrong with a payload is a result, never an
// exception.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "raw/raw_row.h"
#include "raw/reject.h"

namespace millrace {

// How a client packs its events into `data`.
enum class PayloadForm : uint8_t {
  kBundle,  // SDKs, §3.1: JSON, or base64 of gzip of it
  kJson,    // GTM, §3.2: JSON
  kForm,    // Sensors, §3.3: JSON, or a form whose `data` or `data_list` is base64 of JSON or of gzip of it
};

// Decodes payloads; gzip may have several members. Not thread-safe: one decoder a worker; reuses its buffers, so that
// steady state allocates nothing.
class PayloadDecoder {
 public:
  // Payloads that inflate to more than this are rejected (a bomb, not a bundle).
  static constexpr size_t kMaxPayloadBytes = 64u << 20;

  explicit PayloadDecoder(size_t max_payload_bytes = kMaxPayloadBytes);
  ~PayloadDecoder();
  PayloadDecoder(const PayloadDecoder&) = delete;
  PayloadDecoder& operator=(const PayloadDecoder&) = delete;

  struct Result {
    // JSON text whose first byte is `[` or `{`, followed by kJsonPadding readable bytes; valid until the next Decode,
    // and, for a plain payload, as long as `data`'s own buffer. Null when the payload cannot be used. From Decode only
    // its first byte was looked at: it may be malformed, and need not be UTF-8. It may hold several values, one after
    // the other, which are read as one list.
    NullableText json;
    // By Repair: what follows the last value and is no JSON, as it was sent, and why; else empty.
    std::string_view rest;
    std::string_view rest_detail;
    bool replaced_utf8 = false;                       // by Repair: bytes that are not UTF-8 became U+FFFD
    RejectReason reason = RejectReason::bad_payload;  // when json is null
    std::string_view detail;                          // when json is null; valid until the next Decode or Repair
  };

  // `data` need not be padded: a plain payload that is not is copied. `padded` says that kJsonPadding readable bytes
  // follow it (RawRow::data has them).
  Result Decode(NullableText data, bool padded, PayloadForm form = PayloadForm::kBundle);

  // The payload of the last Decode once more, for a caller whose parser refused it: rewritten from the dialect of
  // raw-input §2 (which outside kBundle is JSON itself) into strict JSON, all values that it begins with, with bytes
  // that are not UTF-8 replaced and, where an inflated payload does not parse otherwise, without its line breaks (§3.1,
  // row 3). Kept apart from Decode so that sound payloads pay nothing for it. The views of the last Decode's result
  // stay valid.
  Result Repair();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
