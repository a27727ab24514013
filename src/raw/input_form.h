// Recognises the form of data that is not a request by its first bytes, so that a run that rejects most of its input
// can say what the input is and what to do. Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "raw/raw_row.h"

namespace millrace {

enum class InputForm : uint8_t {
  kUnknown,
  kGzip,     // in a file whose name does not end in .gz
  kNotGzip,  // in a file whose name does
  kZstd,
  kBzip2,
  kXz,
  kLz4,
  kSnappy,
  kZip,
  kSevenZip,
  kTar,
  kParquet,
  kAvro,
  kOrc,
  kArrow,
  kSqlite,
  kPdf,
  kUtf16,
  kHtml,
  kXml,
  kCsv,
  kAccessLog,
  kPrettyJson,
  kBase64,
  kFormBody,
  kBinary,
  kText,
  kBareEvents,   // of the SDKs, without a request around them
  kStoreNotice,  // a notification of an object store or a stream about new data
  kSdk,          // payloads of this client, but another client is configured
  kGtm,
  kSensors,
  kPackedOtherwise,  // payloads that are base64 of a compression other than gzip
  kFormCount,
};

// A line that is not JSON, or the first bytes of a file that is not gzip.
InputForm FormOfText(std::string_view bytes);
// A line that is JSON, but not a request.
InputForm FormOfRow(std::string_view json);
// A payload, or one of its events, that its client cannot read; `client` is the name of this client.
InputForm FormOfPayload(NullableText data, std::string_view client);

// The name in reports: `zstd`, `bare_events`.
std::string_view FormName(InputForm form);
// `zstd-compressed files`, and what to do about it.
std::string_view FormDescription(InputForm form);
std::string_view FormAdvice(InputForm form);

}  // namespace millrace
