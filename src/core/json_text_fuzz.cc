// Any text: what the compact writer accepts, it writes so that it reads as the same value and does not change again;
// and the dialect accepts at least what the compact writer accepts.
#include <cstdlib>
#include <string>

#include <simdjson.h>

#include "core/json_dialect.h"
#include "core/json_text.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

bool Compact(const std::string& text, std::string& out) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded("[" + text + "]");
  simdjson::ondemand::document document;
  simdjson::ondemand::array array;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return false;
  if (document.get_array().get(array) != simdjson::SUCCESS) return false;
  return millrace::AppendCompactJson(array, out) == simdjson::SUCCESS;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::string once;
  std::string strict;
  std::string error;
  if (Compact(text, once)) {
    std::string twice;
    Require(Compact(once.substr(1, once.size() - 2), twice) && once == twice);
    Require(millrace::NormaliseJson("[" + text + "]", strict, error));
  }
  if (!millrace::NormaliseJson(text, strict, error)) return 0;
  std::string again;
  Require(millrace::NormaliseJson(strict, again, error) && again == strict);
  std::string compact;
  Require(Compact(strict, compact));
  return 0;
}
