// What data that is no request looks like, told by its first bytes: so that a run that rejects most of what it reads
// can say what was put in and what to do. Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "raw/raw_row.h"

namespace millrace {

enum class InputForm : uint8_t {
  kUnknown,
  kGzip,     // without the name
  kNotGzip,  // with the name
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
  kStoreNotice,  // what an object store or a stream says of new data
  kSdk,          // payloads of that client under another
  kGtm,
  kSensors,
  kPackedOtherwise,  // payloads in base64 of another compression than gzip
  kFormCount,
};

// A line that is no JSON, or the first bytes of a file that is no gzip.
InputForm FormOfText(std::string_view bytes);
// A line that is JSON, but no request.
InputForm FormOfRow(std::string_view json);
// A request's payload that its client cannot read, or one of its events; `client` is that client's name.
InputForm FormOfPayload(NullableText data, std::string_view client);

// The name in reports: `zstd`, `bare_events`.
std::string_view FormName(InputForm form);
// `zstd-compressed files`, and what to do.
std::string_view FormDescription(InputForm form);
std::string_view FormAdvice(InputForm form);

}  // namespace millrace
