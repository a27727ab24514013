#include "raw/input_form.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "core/base64.h"
#include "core/trim.h"
#include "core/utf8.h"

namespace millrace {
namespace {

using std::string_view_literals::operator""sv;

// How much of a text is looked at.
constexpr size_t kHead = 512;

constexpr std::string_view kUnpack =
    "only gzip (with a name that ends in .gz) and plain text are read: decompress the files, or write them as gzip";
constexpr std::string_view kConvert =
    "raw files contain one request per line, as JSON: convert the files, or read them with a transformer plug-in";
constexpr std::string_view kFetchAgain =
    "this is often the error page of a server, saved instead of the data: download the files again";

struct Form {
  std::string_view name;
  std::string_view description;
  std::string_view advice;
};

constexpr std::array<Form, static_cast<size_t>(InputForm::kFormCount)> kForms = {{
    {"unknown", "an unknown format", "`millrace explain FILE --line NUMBER` follows one line through every stage"},
    {"gzip", "gzip whose name does not end in .gz", "give the files names that end in .gz"},
    {"not_gzip", "files that are named .gz but are not gzip", "give the files names without .gz, or compress them"},
    {"zstd", "files compressed with zstd", kUnpack},
    {"bzip2", "files compressed with bzip2", kUnpack},
    {"xz", "files compressed with xz", kUnpack},
    {"lz4", "files compressed with lz4", kUnpack},
    {"snappy", "files compressed with snappy", kUnpack},
    {"zip", "ZIP archives", kUnpack},
    {"7z", "7-Zip archives", kUnpack},
    {"tar", "tar archives", kUnpack},
    {"parquet", "Parquet files", kConvert},
    {"avro", "Avro files", kConvert},
    {"orc", "ORC files", kConvert},
    {"arrow", "Arrow files", kConvert},
    {"sqlite", "SQLite databases", kConvert},
    {"pdf", "PDF documents", kConvert},
    {"utf16", "text in UTF-16 or UTF-32", "write the files in UTF-8"},
    {"html", "HTML pages", kFetchAgain},
    {"xml", "XML documents", kFetchAgain},
    {"csv", "CSV or a similar table format", kConvert},
    {"access_log", "an access log of a web server", kConvert},
    {"pretty_json", "JSON spread over several lines", "write each request on a line of its own: `jq -c . FILE`"},
    {"base64", "lines in base64", "decode them: a line is a JSON object whose `data` may be base64 of gzip"},
    {"form_body", "bodies of HTML forms", "a line is a JSON object with the request's body in its field `data`"},
    {"binary", "binary data of an unknown or encrypted format", kConvert},
    {"text", "plain text", kConvert},
    {"bare_events", "events without a request around them",
     "each line must be a request: {\"appId\":…,\"ingest_time\":…,\"data\":[events]}"},
    {"store_notice", "notifications of an object store or a stream",
     "read the objects named in the notifications, or the records in them, instead"},
    {"sdk", "payloads of the clickstream SDKs", "set processing.client, or the app's client, to clickstream"},
    {"gtm", "payloads of a GTM server container", "set processing.client, or the app's client, to gtm"},
    {"sensors", "payloads of Sensors SDKs", "set processing.client, or the app's client, to sensors"},
    {"packed_otherwise", "base64 payloads with a compression other than gzip",
     "let the client or the collector send JSON, or base64 of gzip"},
}};

struct Magic {
  std::string_view bytes;
  InputForm form;
};

constexpr Magic kMagics[] = {
    {"\x1F\x8B"sv, InputForm::kGzip},
    {"\x28\xB5\x2F\xFD"sv, InputForm::kZstd},
    {"BZh"sv, InputForm::kBzip2},
    {"\xFD"
     "7zXZ"sv,
     InputForm::kXz},
    {"\x04\x22\x4D\x18"sv, InputForm::kLz4},
    {"\xFF\x06\x00\x00sNaPpY"sv, InputForm::kSnappy},
    {"PK\x03\x04"sv, InputForm::kZip},
    {"PK\x05\x06"sv, InputForm::kZip},
    {"7z\xBC\xAF\x27\x1C"sv, InputForm::kSevenZip},
    {"PAR1"sv, InputForm::kParquet},
    {"Obj\x01"sv, InputForm::kAvro},
    {"ORC"sv, InputForm::kOrc},
    {"ARROW1"sv, InputForm::kArrow},
    {"SQLite format 3"sv, InputForm::kSqlite},
    {"%PDF-"sv, InputForm::kPdf},
    {"\xFF\xFE"sv, InputForm::kUtf16},
    {"\xFE\xFF"sv, InputForm::kUtf16},
};

InputForm FormOfMagic(std::string_view bytes) {
  for (const Magic& magic : kMagics) {
    if (bytes.starts_with(magic.bytes)) return magic.form;
  }
  constexpr size_t kTarMagicAt = 257;
  if (bytes.size() > kTarMagicAt && bytes.substr(kTarMagicAt).starts_with("ustar")) return InputForm::kTar;
  return InputForm::kUnknown;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Every second byte, or three of four, is zero.
bool IsWideText(std::string_view bytes) {
  const auto zeros = static_cast<size_t>(std::ranges::count(bytes, '\0'));
  return bytes.size() >= 4 && zeros * 5 >= bytes.size() * 2 && zeros < bytes.size();
}

bool IsBinary(std::string_view bytes) {
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != 0x1B);
  };
  return std::ranges::any_of(bytes, control) || !IsValidUtf8(TruncateUtf8(bytes, bytes.size() - bytes.size() / 64));
}

bool IsBase64(std::string_view text) {
  constexpr size_t kShortest = 16;
  return text.size() >= kShortest && std::ranges::all_of(text, [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
         });
}

// A member or a bracket on a line of its own, or the half of a member that follows its key.
bool IsPrettyJson(std::string_view text) {
  if (text.size() <= 3 && text.find_first_not_of("{}[],") == std::string_view::npos) return true;
  if (text.starts_with(": ")) return true;
  if (!text.starts_with('"')) return false;
  const size_t end = text.find('"', 1);
  return end != std::string_view::npos &&
         (text.substr(end + 1).starts_with(": ") || text.substr(end + 1) == "," || end + 1 == text.size());
}

bool IsTable(std::string_view text) {
  return std::ranges::any_of(std::string_view(",;\t|"),
                             [&](char separator) { return std::ranges::count(text, separator) >= 2; });
}

}  // namespace

InputForm FormOfText(std::string_view bytes) {
  bytes = bytes.substr(0, kHead);
  if (const InputForm form = FormOfMagic(bytes); form != InputForm::kUnknown) return form;
  if (IsWideText(bytes)) return InputForm::kUtf16;
  if (IsBinary(bytes)) return InputForm::kBinary;
  const std::string_view text = Trim(bytes);
  if (text.empty()) return InputForm::kUnknown;
  if (text.starts_with('<')) {
    const std::string lower = Lower(text);
    return Has(lower, "<html") || Has(lower, "<!doctype html") ? InputForm::kHtml : InputForm::kXml;
  }
  if (IsPrettyJson(text)) return InputForm::kPrettyJson;
  if (text.starts_with('{') || text.starts_with('[')) return InputForm::kUnknown;
  if (Has(text, " \"GET ") || Has(text, " \"POST ") || Has(text, " HTTP/")) return InputForm::kAccessLog;
  if (IsBase64(text)) return InputForm::kBase64;
  if (!Has(text, " ") && Has(text, "=") && Has(text, "&")) return InputForm::kFormBody;
  return IsTable(text) ? InputForm::kCsv : InputForm::kText;
}

InputForm FormOfRow(std::string_view json) {
  json = json.substr(0, kHead);
  const auto has = [&](std::string_view key) { return Has(json, "\"" + std::string(key) + "\""); };
  if (has("Records") || has("eventSource") || has("s3")) return InputForm::kStoreNotice;
  if (has("data")) return InputForm::kUnknown;
  for (const char* key : {"event_type", "event_name", "event_id", "distinct_id", "client_id"}) {
    if (has(key)) return InputForm::kBareEvents;
  }
  return InputForm::kUnknown;
}

InputForm FormOfPayload(NullableText data, std::string_view client) {
  const size_t begin = data.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return InputForm::kUnknown;
  const std::string_view head = data.substr(begin, kHead);
  const auto has = [&](std::string_view key) { return Has(head, "\"" + std::string(key) + "\""); };
  const auto of_other = [&](InputForm form, std::string_view its_client) {
    return client == its_client ? InputForm::kUnknown : form;
  };
  if (head.starts_with('{') || head.starts_with('[')) {
    if (has("distinct_id") || has("$lib") || has("anonymous_id")) return of_other(InputForm::kSensors, "sensors");
    if (has("x-ga-measurement_id") || has("x-ga-protocol_version") || has("ga_session_id") || has("client_id")) {
      return of_other(InputForm::kGtm, "gtm");
    }
    if (has("unique_id") || has("event_id") || has("event_type")) return of_other(InputForm::kSdk, "clickstream");
    return InputForm::kUnknown;
  }
  for (const std::string_view field : {"data=", "data_list=", "crc=", "gzip="}) {
    if (head.starts_with(field) || Has(head, "&" + std::string(field))) {
      return of_other(InputForm::kSensors, "sensors");
    }
  }
  constexpr std::string_view kGzipInBase64 = "H4sI";
  if (head.starts_with(kGzipInBase64)) return of_other(InputForm::kSdk, "clickstream");
  std::string bytes(Base64DecodedBound(16), '\0');
  bytes.resize(DecodeBase64(head.substr(0, 16), bytes.data()).size);
  const InputForm packed = FormOfMagic(bytes);
  const bool is_zlib = bytes.starts_with('\x78');
  return is_zlib || (packed > InputForm::kNotGzip && packed < InputForm::kZip) ? InputForm::kPackedOtherwise
                                                                               : InputForm::kUnknown;
}

std::string_view FormName(InputForm form) {
  return kForms[static_cast<size_t>(form)].name;
}
std::string_view FormDescription(InputForm form) {
  return kForms[static_cast<size_t>(form)].description;
}
std::string_view FormAdvice(InputForm form) {
  return kForms[static_cast<size_t>(form)].advice;
}

}  // namespace millrace
