// Any text as a payload, as it is and as the content of base64 and gzip.
#include <cstdlib>
#include <sstream>
#include <string>

#include <simdjson.h>

#include "core/base64.h"
#include "raw/payload.h"
#include "raw/testing/gzip_fixture.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

using millrace::PayloadForm;

void Check(millrace::PayloadDecoder& decoder, std::string_view data, PayloadForm form = PayloadForm::kBundle) {
  static simdjson::dom::parser parser;
  const millrace::PayloadDecoder::Result decoded = decoder.Decode(data, false, form);
  if (decoded.json.data() == nullptr) {
    Require(!decoded.detail.empty());
    return;
  }
  Require(decoded.json.front() == '[' || decoded.json.front() == '{');
  const millrace::PayloadDecoder::Result repaired = decoder.Repair();
  const bool strict = parser.parse(decoded.json.data(), decoded.json.size(), false).error() == simdjson::SUCCESS;
  if (strict) Require(repaired.json.data() != nullptr);
  if (repaired.json.data() == nullptr) return;
  // Several values stand on lines of their own.
  std::string value;
  for (std::istringstream values{std::string(repaired.json)}; std::getline(values, value);) {
    value.reserve(value.size() + millrace::kJsonPadding);
    // Numbers that fit no type of simdjson's are JSON all the same; so is what is nested deeper than its parser goes.
    const simdjson::error_code error = parser.parse(value.data(), value.size(), false).error();
    Require(error == simdjson::SUCCESS || error == simdjson::BIGINT_ERROR || error == simdjson::NUMBER_ERROR ||
            error == simdjson::DEPTH_ERROR);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static millrace::PayloadDecoder decoder(1u << 20);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Check(decoder, text);
  Check(decoder, text, PayloadForm::kJson);
  Check(decoder, text, PayloadForm::kForm);
  std::string packed;
  millrace::AppendBase64(packed, text);
  Check(decoder, packed);
  packed.clear();
  millrace::AppendBase64(packed, millrace::GzipOf(text));
  Check(decoder, packed);
  Check(decoder, "data=" + packed, PayloadForm::kForm);
  return 0;
}
