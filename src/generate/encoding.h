// The encoding of a payload in a row: JSON text inside a JSON string, or base64 of gzip.
#pragma once

#include <memory>
#include <string_view>

#include "generate/text_buffer.h"

struct libdeflate_compressor;

namespace millrace::generate {

// Appends `json`, escaped for a JSON string. `json` must not contain control characters.
void AppendEscaped(TextBuffer& out, std::string_view json);

// Standard alphabet, padded (RFC 4648).
void AppendBase64(TextBuffer& out, std::string_view bytes);

// Base64 as the value of a form field, with `+`, `/` and `=` escaped.
void AppendFormBase64(TextBuffer& out, std::string_view bytes, TextBuffer& scratch);

// Compresses; one gzip member per call. Not thread-safe; reuses its tables.
class GzipEncoder {
 public:
  GzipEncoder();
  void Append(TextBuffer& out, std::string_view bytes);

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
};

}  // namespace millrace::generate
