// Any line: the fast way and the way over strict JSON read the same rows, and every payload can be decoded or refused.
#include <cstdlib>

#include "core/json_dialect.h"
#include "raw/payload.h"
#include "raw/raw_row.h"

namespace {

std::string Show(const std::vector<millrace::RawRow>& rows) {
  std::string out;
  for (const millrace::RawRow& row : rows) {
    for (const std::string_view text : {row.data, row.ip, row.rid, row.ua, row.uri, row.app_id}) {
      out.append(text.data() == nullptr ? "-" : "+").append(text).append("|");
    }
    out.append(std::to_string(row.ingest_time.value_or(-1))).append("|");
    out.append(std::to_string(row.client_timestamp.value_or(-1))).append(";");
  }
  return out;
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static millrace::RowParser parser;
  static millrace::RowParser strict_parser;
  static millrace::PayloadDecoder decoder(1u << 20);
  std::string line(reinterpret_cast<const char*>(data), size);
  line.append(millrace::kJsonPadding, '}');
  const std::string_view text(line.data(), size);
  std::string error;
  const std::vector<millrace::RawRow>* const rows = parser.Parse(text, error);
  std::string strict;
  std::string strict_error;
  const bool sound = millrace::NormaliseJson(text, strict, strict_error);
  if (rows == nullptr) return 0;
  Require(sound);
  const std::vector<millrace::RawRow>* const strict_rows = strict_parser.Parse(strict, strict_error);
  Require(strict_rows != nullptr && Show(*rows) == Show(*strict_rows));
  for (const millrace::RawRow& row : *rows) {
    const millrace::PayloadDecoder::Result payload = decoder.Decode(row.data, true);
    if (payload.json.data() != nullptr) decoder.Repair();
  }
  return 0;
}
