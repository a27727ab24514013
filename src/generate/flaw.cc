#include "generate/flaw.h"

#include <array>

#include "core/error.h"

namespace millrace::generate {

namespace {

struct FlawFacts {
  std::string_view name;
  FlawPlace place;
  std::string_view reason;
};
constexpr std::array<FlawFacts, kFlawCount> kFacts{{
#define MILLRACE_FLAW(kind, place, reason) {#kind, FlawPlace::place, reason},
    MILLRACE_FLAWS(MILLRACE_FLAW)
#undef MILLRACE_FLAW
}};

const FlawFacts& FactsOf(Flaw flaw) {
  return kFacts[static_cast<size_t>(flaw)];
}

// Where the value of a key begins. The keys that are asked for stand once in what the generator writes, before any text
// of a visitor's.
size_t ValueAt(const std::string& json, std::string_view key) {
  // In a row, keys inside `data` have escaped quotes and are not found.
  const std::string quoted = '"' + std::string(key) + "\":";
  const size_t at = json.find(quoted);
  MILLRACE_CHECK(at != std::string::npos);
  return at + quoted.size();
}

// Where a text or number that begins at `at` ends.
size_t ScalarEnd(const std::string& json, size_t at) {
  if (json[at] != '"') return json.find_first_of(",}", at);
  size_t end = at + 1;
  while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return end + 1;
}

void Replace(std::string& json, std::string_view key, std::string_view value) {
  const size_t at = ValueAt(json, key);
  json.replace(at, ScalarEnd(json, at) - at, value);
}

// Only for keys that are not the last of their object.
void Remove(std::string& json, std::string_view key) {
  const size_t at = ValueAt(json, key);
  const size_t begin = at - key.size() - 3;
  json.erase(begin, ScalarEnd(json, at) + 1 - begin);
}

// Cuts the value of `data` short, in a way that nothing complete is left.
void CutPayload(std::string& line) {
  const size_t at = ValueAt(line, "data");
  const size_t end = ScalarEnd(line, at);
  size_t cut = at + (end - at) * 2 / 3;
  // Not inside an escape sequence, nor behind a bracket: half an array that ends in one would look whole.
  while (line[cut - 1] == '\\' || line[cut - 1] == ']') --cut;
  line.replace(cut, end - cut, "\"");
}

}  // namespace

std::string_view FlawName(Flaw flaw) {
  return FactsOf(flaw).name;
}
FlawPlace PlaceOf(Flaw flaw) {
  return FactsOf(flaw).place;
}
std::string_view RejectReasonOf(Flaw flaw) {
  return FactsOf(flaw).reason;
}
bool LosesRequest(Flaw flaw) {
  return PlaceOf(flaw) == FlawPlace::payload || flaw == Flaw::truncated_line || flaw == Flaw::text_ingest_time;
}

void SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) {
  switch (flaw) {
    case Flaw::no_event_id:
      return Remove(event, "event_id");
    case Flaw::null_timestamp:
      return Replace(event, "timestamp", "null");
    case Flaw::unknown_app:
      return Replace(event, "app_id", R"("nobody_knows_me")");
    case Flaw::no_name:
      return Remove(event, "event_type");
    case Flaw::no_user:
      return Remove(event, "unique_id");
    case Flaw::array_as_attributes:
      event.insert(ValueAt(event, "attributes"), R"(["not","an","object"],"_attributes":)");
      return;
    case Flaw::scalar_event:
      event = (bits & 1) != 0 ? "42" : R"("_page_view")";
      return;
    case Flaw::null_event:
      event = "null";
      return;
    case Flaw::future_event: {
      const size_t at = ValueAt(event, "timestamp");
      const int64_t days = 1 + static_cast<int64_t>(bits % 400);
      const int64_t time = std::stoll(event.substr(at, 13)) + days * 86'400'000;
      return Replace(event, "timestamp", std::to_string(time));
    }
    case Flaw::text_as_number:
      return Replace(event, "screen_height", (bits & 1) != 0 ? R"("high")" : "800.5");
    case Flaw::nan_value:
      event.insert(ValueAt(event, "attributes") + 1, R"("ratio":NaN,)");
      return;
    default:
      throw InternalError("not a flaw of an event: " + std::string(FlawName(flaw)));
  }
}

void SpoilLine(Flaw flaw, std::string& line, uint64_t bits) {
  switch (flaw) {
    case Flaw::truncated_base64:
    case Flaw::truncated_json:
      return CutPayload(line);
    case Flaw::null_payload:
      return Replace(line, "data", "null");
    case Flaw::truncated_line:
      line.resize(line.size() * (10 + bits % 80) / 100);
      return;
    case Flaw::text_ingest_time:
      return Replace(line, "ingest_time", R"("soon")");
    case Flaw::no_row_app:
      return Replace(line, "appId", (bits & 1) != 0 ? "null" : R"("")");
    case Flaw::bad_utf8:  // a cut sequence, and a byte that UTF-8 never has
      line.insert(ScalarEnd(line, ValueAt(line, "ua")) - 1, "\xC3\x28\xFF");
      return;
    case Flaw::empty_line:  // two of them, with either line end
      line.insert(0, "\n\r\n");
      return;
    case Flaw::carriage_return:
      line += '\r';
      return;
    case Flaw::text_behind_row:  // two writers without a lock
      line += R"( {"rid":"a second writer)";
      return;
    case Flaw::integer_as_text: {
      const size_t at = ValueAt(line, "ingest_time");
      return Replace(line, "ingest_time", '"' + line.substr(at, ScalarEnd(line, at) - at) + '"');
    }
    case Flaw::short_method_key:
      line.replace(line.find("\"method\":"), 9, "\"m\":");
      return;
    default:
      throw InternalError("not a flaw of a line: " + std::string(FlawName(flaw)));
  }
}

}  // namespace millrace::generate
