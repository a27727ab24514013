#include "pipeline/counters_json.h"

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json_object.h"

namespace millrace {
namespace {

constexpr std::pair<std::string_view, uint64_t Counters::*> kPlainCounters[] = {
    {"files", &Counters::files},
    {"bytes_in", &Counters::bytes_in},
    {"bytes_raw", &Counters::bytes_raw},
    {"lines", &Counters::lines},
    {"rows_read", &Counters::rows_read},
    {"requests", &Counters::requests},
    {"events_read", &Counters::events_read},
    {"events_derived", &Counters::events_derived},
    {"items_read", &Counters::items_read},
    {"items_without_id", &Counters::items_without_id},
    {"items_duplicate", &Counters::items_duplicate},
    {"events_clock_corrected", &Counters::events_clock_corrected},
    {"texts_truncated", &Counters::texts_truncated},
    {"request_texts_cut", &Counters::request_texts_cut},
    {"custom_parameters_dropped", &Counters::custom_parameters_dropped},
    {"rows_with_replaced_utf8", &Counters::rows_with_replaced_utf8},
    {"ingest_times_in_seconds", &Counters::ingest_times_in_seconds},
};

using CountsByName = std::map<std::string, uint64_t, std::less<>>;

std::string NamedCountsJson(const CountsByName& counts) {
  JsonObject object;
  for (const auto& [name, count] : counts) object.Field(name, count);
  return object.Finish();
}

uint64_t CountOfValue(std::string_view name, simdjson::dom::element value) {
  uint64_t count = 0;
  if (value.get(count) != simdjson::SUCCESS) throw UserError("the counter " + std::string(name) + " is not a number");
  return count;
}

CountsByName NamedCounts(simdjson::dom::object object) {
  CountsByName counts;
  for (const auto& [name, value] : object) counts[std::string(name)] = CountOfValue(name, value);
  return counts;
}

template <typename Index>
size_t IndexOfName(std::string_view name, std::optional<Index> index) {
  if (!index) throw UserError("unknown counter: " + std::string(name) + "; tasks need the same version of the program");
  return static_cast<size_t>(*index);
}

}  // namespace

std::string CountersJson(const Counters& counters) {
  JsonObject object;
  for (const auto& [name, member] : kPlainCounters) object.Field(name, counters.*member);
  JsonObject written;
  for (const Table& table : AllTables()) {
    written.Field(table.name, counters.rows_written[static_cast<size_t>(table.id)]);
  }
  object.Json("rows_written", written.Finish());
  JsonObject rejected;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const uint64_t count = counters.rejected[static_cast<size_t>(i)];
    if (count > 0) rejected.Field(RejectReasonName(static_cast<RejectReason>(i)), count);
  }
  object.Json("rejected", rejected.Finish());
  object.Json("rejected_by_plugin", NamedCountsJson(counters.rejected_by_plugin));
  object.Json("lenient_fields", NamedCountsJson(counters.lenient_fields));
  std::vector<std::string> forms;
  for (const uint64_t count : counters.wrong_input.forms()) forms.push_back(std::to_string(count));
  object.Json("input_forms", JsonArray(forms));
  return object.Finish();
}

Counters CountersOf(const JsonFields& fields) {
  Counters counters;
  for (const auto& [name, member] : kPlainCounters) counters.*member = fields.Count(name);
  for (const auto& [name, value] : fields.Object("rows_written")) {
    const size_t table = IndexOfName(name, FindTable(name));
    counters.rows_written[table] = CountOfValue(name, value);
  }
  for (const auto& [name, value] : fields.Object("rejected")) {
    counters.rejected[IndexOfName(name, FindRejectReason(name))] = CountOfValue(name, value);
  }
  counters.rejected_by_plugin = NamedCounts(fields.Object("rejected_by_plugin"));
  counters.lenient_fields = NamedCounts(fields.Object("lenient_fields"));
  std::vector<uint64_t> forms;
  for (const simdjson::dom::element value : fields.Array("input_forms")) {
    forms.push_back(CountOfValue("input_forms", value));
  }
  counters.wrong_input.AddForms(forms);
  return counters;
}

}  // namespace millrace
