#include "load/notices.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <simdjson.h>

#include "load/lake_item.h"

#include "core/json_grammar.h"
#include "core/percent_encoding.h"
#include "core/store_address.h"
#include "core/time.h"
#include "core/utf8.h"

namespace millrace {
namespace {

using simdjson::dom::element;

// Envelopes inside envelopes: EventBridge or S3 in SNS in SQS, printed by a tool, is five.
constexpr int kMostEnvelopes = 8;
constexpr size_t kKeptText = 200;

std::optional<std::string_view> TextIn(const element& value, const char* name) {
  std::string_view text;
  if (value[name].get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<element> ObjectIn(const element& value, const char* name) {
  element found;
  if (value[name].get(found) != simdjson::SUCCESS || !found.is_object()) return std::nullopt;
  return found;
}

std::string Shortened(std::string_view text) {
  return EscapeInvalidUtf8(TruncateUtf8(text, kKeptText));
}

class NoticeReader {
 public:
  NoticeReader(std::string_view lake, std::string_view project) : lake_(ParseStoreAddress(lake)), project_(project) {
    if (lake_ && !lake_->key.empty() && !lake_->key.ends_with('/')) lake_->key += '/';
  }

  // Steps from value to value; behind what is no JSON it goes on with the next line.
  Notices Read(std::string_view text) {
    JsonScanner scanner(text, JsonDialect::kStrict);
    size_t counted = 0;
    while (true) {
      scanner.SkipBlanks();
      if (scanner.AtEnd()) return std::move(notices_);
      const size_t begin = scanner.at();
      line_ += static_cast<uint64_t>(std::count(text.begin() + counted, text.begin() + begin, '\n'));
      counted = begin;
      if (scanner.Value()) {
        Value(text.substr(begin, scanner.at() - begin), 0);
        continue;
      }
      const size_t end = std::min(text.find('\n', begin), text.size());
      Bad("not JSON, " + scanner.error().substr(0, scanner.error().rfind(" at byte ")),
          text.substr(begin, end - begin));
      scanner.SkipTo(end);
    }
  }

 private:
  void Bad(std::string_view reason, std::string_view text) {
    ++notices_.counts.bad;
    Keep(reason, text);
  }
  void Outside(std::string_view reason, std::string_view key) {
    ++notices_.counts.outside;
    Keep(reason, key);
  }
  void Keep(std::string_view reason, std::string_view text) {
    if (notices_.counts.unused.size() >= kUnusedNoticesKept) return;
    notices_.counts.unused.push_back({.line = line_, .what = std::string(reason) + ": " + Shortened(text)});
  }

  void Value(std::string_view text, int depth) {
    // A parser of each depth: what an outer one has read stays valid.
    simdjson::dom::parser parser;
    element value;
    if (depth > kMostEnvelopes || parser.parse(text).get(value) != simdjson::SUCCESS) {
      return Bad(depth > kMostEnvelopes ? "too many envelopes" : "not JSON", text);
    }
    Value(value, text, depth);
  }

  void Value(const element& value, std::string_view text, int depth) {
    if (value.is_array()) {
      for (const element each : simdjson::dom::array(value)) Value(each, text, depth);
      return;
    }
    if (!value.is_object()) return Bad("no notice", text);
    for (const char* const list : {"Records", "Messages"}) {
      element records;
      if (value[list].get(records) == simdjson::SUCCESS && records.is_array()) return Value(records, text, depth);
    }
    // SQS writes `Body`, its events for functions `body`; SNS `Message`, perhaps in `Sns`.
    for (const char* const body : {"Body", "body", "Message"}) {
      if (const auto inner = TextIn(value, body)) return Value(*inner, depth + 1);
    }
    if (const auto sns = ObjectIn(value, "Sns")) return Value(*sns, text, depth);
    if (const auto s3 = ObjectIn(value, "s3")) {
      const bool created = TextIn(value, "eventName").value_or("").starts_with("ObjectCreated:");
      return Object(*s3, "eTag", Plus::kBlank, created, TextIn(value, "eventTime"), text);
    }
    if (const auto detail = ObjectIn(value, "detail"); detail && TextIn(value, "source") == "aws.s3") {
      return Object(*detail, "etag", std::nullopt, TextIn(value, "detail-type") == "Object Created",
                    TextIn(value, "time"), text);
    }
    if (TextIn(value, "Event") == "s3:TestEvent") {
      ++notices_.counts.other;
      return;
    }
    Bad("no notice", text);
  }

  // `encoded`: what a plus of a URL-encoded key means; unset for a plain one.
  void Object(const element& where, const char* etag, std::optional<Plus> encoded, bool created,
              std::optional<std::string_view> time, std::string_view text) {
    const auto bucket = ObjectIn(where, "bucket");
    const auto object = ObjectIn(where, "object");
    const auto name = bucket ? TextIn(*bucket, "name") : std::nullopt;
    const auto written_key = object ? TextIn(*object, "key") : std::nullopt;
    if (!name || !written_key) return Bad("a notice without bucket or key", text);
    if (!created) {
      ++notices_.counts.other;
      return;
    }
    uint64_t bytes = 0;
    if ((*object)["size"].get(bytes) != simdjson::SUCCESS) return Bad("a notice without size", text);
    const std::string key = encoded ? PercentDecode(*written_key, *encoded) : std::string(*written_key);
    if (!lake_ || *name != lake_->bucket || !key.starts_with(lake_->key)) {
      return Outside("not below the lake", std::string(*name) + "/" + key);
    }
    auto item = LakeItemOf(project_, std::string_view(key).substr(lake_->key.size()));
    if (!item) return Outside("no Parquet file of a table", std::string(*name) + "/" + key);
    item->bytes = bytes;
    item->version = TextIn(*object, etag).value_or("");
    item->registered_ns = ParseInstant(time.value_or("")).value_or(0);
    ++notices_.counts.taken;
    notices_.items.push_back(*std::move(item));
  }

  std::optional<StoreAddress> lake_;
  const std::string_view project_;
  uint64_t line_ = 1;
  Notices notices_;
};

}  // namespace

Notices ReadNotices(std::string_view text, std::string_view lake, std::string_view project) {
  return NoticeReader(lake, project).Read(text);
}

}  // namespace millrace
