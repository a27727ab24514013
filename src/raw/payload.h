// Decodes the `data` field of a row to JSON text (spec/raw-input.md §3). A faulty payload is a result, never an
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

// Decodes payloads; gzip may have several members. Not thread-safe: one decoder per worker. Reuses its buffers, so it
// allocates nothing in steady state.
class PayloadDecoder {
 public:
  // Payloads that inflate to more than this are rejected (a bomb, not a bundle).
  static constexpr size_t kMaxPayloadBytes = 64u << 20;

  explicit PayloadDecoder(size_t max_payload_bytes = kMaxPayloadBytes);
  ~PayloadDecoder();
  PayloadDecoder(const PayloadDecoder&) = delete;
  PayloadDecoder& operator=(const PayloadDecoder&) = delete;

  struct Result {
    // JSON text that begins with `[` or `{`, followed by kJsonPadding readable bytes; valid until the next Decode and,
    // if the payload is plain, no longer than the buffer of `data`. Null if the payload cannot be used. Decode examines
    // only the first byte: the text may be malformed JSON or invalid UTF-8. It may consist of several values, which are
    // read as one list.
    NullableText json;
    // Set by Repair: the text after the last value that is not JSON, as it was sent, and the fault; otherwise empty.
    std::string_view rest;
    std::string_view rest_detail;
    bool replaced_utf8 = false;                       // set by Repair: invalid UTF-8 was replaced by U+FFFD
    RejectReason reason = RejectReason::bad_payload;  // if json is null
    std::string_view detail;                          // if json is null; valid until the next Decode or Repair
  };

  // `padded`: `data` is followed by kJsonPadding readable bytes (RawRow::data is). A plain payload without them is
  // copied.
  Result Decode(NullableText data, bool padded, PayloadForm form = PayloadForm::kBundle);

  // Call this if the result of Decode could not be parsed. Rewrites all values at the start of the payload from the
  // dialect of raw-input §2 (JSON itself, except for kBundle) into strict JSON, replaces invalid UTF-8, and removes the
  // line breaks of an inflated payload that does not parse otherwise (§3.1, row 3). Separate from Decode, so that sound
  // payloads pay nothing for it.
  // The views of the last Decode's result stay valid.
  Result Repair();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
