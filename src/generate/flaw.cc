#include "generate/flaw.h"

#include <array>
#include <vector>

#include "core/error.h"
#include "generate/json_edit.h"

namespace millrace::generate {

namespace {

constexpr uint8_t C = 1 << static_cast<int>(TrafficClient::clickstream);
constexpr uint8_t G = 1 << static_cast<int>(TrafficClient::gtm);
constexpr uint8_t S = 1 << static_cast<int>(TrafficClient::sensors);

struct FlawFacts {
  std::string_view name;
  FlawPlace place;
  std::string_view reason;
  int clients;  // one bit each
};
constexpr std::array<FlawFacts, kFlawCount> kFacts{{
#define MILLRACE_FLAW(kind, place, reason, clients) {#kind, FlawPlace::place, reason, clients},
    MILLRACE_FLAWS(MILLRACE_FLAW)
#undef MILLRACE_FLAW
}};

const FlawFacts& FactsOf(Flaw flaw) {
  return kFacts[static_cast<size_t>(flaw)];
}

std::vector<Flaw> CollectFlaws(TrafficClient client) {
  std::vector<Flaw> flaws;
  for (int i = 0; i < kFlawCount; ++i) {
    if ((kFacts[static_cast<size_t>(i)].clients >> static_cast<int>(client) & 1) != 0) {
      flaws.push_back(static_cast<Flaw>(i));
    }
  }
  return flaws;
}

// Truncates the value of `data` so that nothing complete remains.
void CutPayload(std::string& line) {
  const size_t at = ValueAt(line, "data");
  const size_t end = ScalarEnd(line, at);
  size_t cut = at + (end - at) * 2 / 3;
  // Not inside an escape sequence, and not after a bracket: half an array that ends with one would look complete.
  while (line[cut - 1] == '\\' || line[cut - 1] == ']') --cut;
  line.replace(cut, end - cut, "\"");
}

}  // namespace

// In the order of the table: a flaw that is drawn by number must not change when another client gets a new one.
std::span<const Flaw> FlawsOf(TrafficClient client) {
  static const std::array<std::vector<Flaw>, kTrafficClientCount> lists{
      CollectFlaws(TrafficClient::clickstream), CollectFlaws(TrafficClient::gtm), CollectFlaws(TrafficClient::sensors)};
  return lists[static_cast<size_t>(client)];
}
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
  // A row without its time of arrival has no partition.
  return PlaceOf(flaw) == FlawPlace::payload || flaw == Flaw::truncated_line || flaw == Flaw::text_ingest_time;
}

bool LosesEachEvent(Flaw flaw) {
  // The payload is valid, so each of its events can be stored and replayed separately.
  return flaw == Flaw::no_row_app || flaw == Flaw::unknown_row_app;
}

void SpoilElement(Flaw flaw, std::string& event, uint64_t bits) {
  MILLRACE_CHECK(PlaceOf(flaw) == FlawPlace::element);
  event = flaw == Flaw::null_event ? "null" : (bits & 1) != 0 ? "42" : R"("_page_view")";
}

void MoveAhead(std::string& event, std::string_view key, uint64_t bits) {
  const size_t at = ValueAt(event, key);
  // Ten minutes are the future; hours would be a wrong clock, which is not a flaw.
  const int64_t days = 1 + static_cast<int64_t>(bits % 400);
  const int64_t time = std::stoll(event.substr(at, 13)) + days * 86'400'000;
  ReplaceValue(event, key, std::to_string(time));
}

void SpoilLine(Flaw flaw, std::string& line, uint64_t bits) {
  switch (flaw) {
    case Flaw::truncated_base64:
    case Flaw::truncated_json:
    case Flaw::truncated_form:
      return CutPayload(line);
    case Flaw::blank_payload:  // a client that sends although it has nothing to send
      return ReplaceValue(line, "data", (bits & 1) != 0 ? R"("")" : R"("  ")");
    case Flaw::packed_payload:  // like that of an SDK
      return ReplaceValue(line, "data", R"("H4sIAAAAAAAAA4uOBQApu0wNAgAAAA==")");
    case Flaw::form_of_junk:
      return ReplaceValue(line, "data", R"("data=%%%&ext=crc%3D-1")");
    case Flaw::form_without_data:
      return ReplaceValue(line, "data", R"("crc=1&gzip=1")");
    case Flaw::nan_in_payload:  // the SDKs' payloads may have it, a container's is strict JSON
      line.insert(line.find('{', ValueAt(line, "data")) + 1, R"(\"ratio\":NaN,)");
      return;
    case Flaw::null_payload:
      return ReplaceValue(line, "data", "null");
    case Flaw::truncated_line:
      // Never so short or long that the rest could be a row.
      line.resize(line.size() * (10 + bits % 80) / 100);
      return;
    case Flaw::text_ingest_time:
      return ReplaceValue(line, "ingest_time", R"("soon")");
    case Flaw::no_row_app:
      return ReplaceValue(line, "appId", (bits & 1) != 0 ? "null" : R"("")");
    case Flaw::unknown_row_app:
      return ReplaceValue(line, "appId", R"("nobody_knows_me")");
    case Flaw::bad_utf8: {  // a truncated sequence, and a byte that UTF-8 never contains
      // Not every row has a user agent.
      const bool agent = line.find(R"("ua":")") != std::string::npos;
      line.insert(ScalarEnd(line, ValueAt(line, agent ? "ua" : "uri")) - 1, "\xC3\x28\xFF");
      return;
    }
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
      return ReplaceValue(line, "ingest_time", '"' + line.substr(at, ScalarEnd(line, at) - at) + '"');
    }
    case Flaw::short_method_key:
      line.replace(line.find("\"method\":"), 9, "\"m\":");
      return;
    default:
      throw InternalError("not a flaw of a line: " + std::string(FlawName(flaw)));
  }
}

}  // namespace millrace::generate
