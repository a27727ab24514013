// Any line: the fast way and the way over strict JSON read the same rows, and every payload can be decoded or refused.
#include <cstdlib>

#include "core/json_dialect.h"
#include "raw/payload.h"
#include "raw/raw_row.h"

namespace {

void Show(const millrace::RawRow& row, std::string& out) {
  for (const std::string_view text : {row.data, row.ip, row.rid, row.ua, row.uri, row.app_id}) {
    out.append(text.data() == nullptr ? "-" : "+").append(text).append("|");
  }
  out.append(std::to_string(row.ingest_time_sent.value_or(-1))).append("|");
  out.append(std::to_string(row.client_timestamp.value_or(-1))).append(";");
}

void Require(bool condition) {
  if (!condition) std::abort();
}

// The rows of a padded line; what is none gives `!`.
template <typename Each>
std::string Rows(millrace::RowParser& parser, std::string_view line, const Each& each) {
  std::string out;
  parser.Start(line);
  for (millrace::LineValue value; parser.Next(value);) {
    if (value.row == nullptr) {
      out += "!;";
    } else {
      Show(*value.row, out);
      each(*value.row);
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static millrace::RowParser parser;
  static millrace::RowParser strict_parser;
  static millrace::PayloadDecoder decoder(1u << 20);
  std::string line(reinterpret_cast<const char*>(data), size);
  line.append(millrace::kJsonPadding, '}');
  const std::string_view text(line.data(), size);
  const std::string rows = Rows(parser, text, [](const millrace::RawRow& row) {
    const millrace::PayloadDecoder::Result payload = decoder.Decode(row.data, true);
    if (payload.json.data() != nullptr) decoder.Repair();
  });
  // A byte order mark stands at the beginning of a text only, and each value is a text of its own below.
  if (text.find("\xEF\xBB\xBF", 1) != std::string_view::npos) return 0;
  std::string by_value;
  std::string strict;
  std::string error;
  for (size_t at = 0; text.find_first_not_of(" \t\r\n", at) != std::string_view::npos;) {
    size_t length = 0;
    if (millrace::NormaliseFirstJson(text.substr(at), length, strict, error)) {
      by_value += Rows(strict_parser, strict, [](const millrace::RawRow&) {});
      at += length;
    } else {
      by_value += "!;";
      at = text.size();
    }
  }
  Require(rows == by_value || (by_value.empty() && rows == "!;"));
  return 0;
}
