#include "pipeline/user_rows.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "kernel/request.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

using U = UserColumn;

TypeTag TagOf(std::string_view name) {
  const auto found = std::ranges::find(kTypeTagNames, name);
  // A type that we never write: treat it as text, so that the value is kept.
  return found == kTypeTagNames.end() ? TypeTag::kString : static_cast<TypeTag>(found - kTypeTagNames.begin());
}

}  // namespace

UserRows::UserRows(const arrow::RecordBatch& batch, std::string_view app) : batch_(batch), app_(app) {}

std::string_view UserRows::Text(U column, int64_t row) const {
  return TextAt(*batch_.column(static_cast<int>(column)), row);
}

std::optional<int64_t> UserRows::Int(U column, int64_t row) const {
  const arrow::Array& values = *batch_.column(static_cast<int>(column));
  if (values.IsNull(row)) return std::nullopt;
  // Timestamps have the layout of int64.
  return values.data()->GetValues<int64_t>(1)[row];
}

std::string_view UserRows::UserOf(int64_t row) const {
  return Text(U::user_pseudo_id, row);
}

std::string_view UserRows::ProcessInfo(std::string_view key, int64_t row) const {
  const auto& map = static_cast<const arrow::MapArray&>(*batch_.column(static_cast<int>(U::process_info)));
  if (map.IsNull(row)) return {};
  for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
    if (TextAt(*map.keys(), entry) == key) return TextAt(*map.items(), entry);
  }
  return {};
}

void UserRows::ReadProperties(int64_t row, UserFacts& facts) {
  const auto& map = static_cast<const arrow::MapArray&>(*batch_.column(static_cast<int>(U::user_properties)));
  const auto time = Int(U::profile_event_time_msec, row);
  if (map.IsNull(row) || !time) return;
  const auto& items = static_cast<const arrow::StructArray&>(*map.items());
  const auto& set_times = static_cast<const arrow::Int64Array&>(*items.field(2));
  properties_.clear();
  for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
    UserProperty property;
    property.key = TextAt(*map.keys(), entry);
    property.value = TextAt(*items.field(0), entry);
    property.type = TagOf(TextAt(*items.field(1), entry));
    if (!set_times.IsNull(entry)) property.set_time_msec = set_times.Value(entry);
    properties_.push_back(property);
  }
  facts.properties = EncodeProperties(properties_, encoded_);
  facts.properties_json = Text(U::user_properties_json_str, row);
  facts.profile_time = *time;
}

UserFacts UserRows::At(int64_t row) {
  UserFacts facts;
  facts.app = app_;
  facts.user = UserOf(row);
  facts.event_time = Int(U::event_timestamp, row).value_or(0) / 1000;
  if (const auto time = Int(U::user_id_time_msec, row)) {
    facts.user_id = Text(U::user_id, row);
    facts.user_id_time = *time;
  }
  ReadProperties(row, facts);
  if (const auto time = Int(U::first_event_time_msec, row)) {
    facts.has_first = true;
    facts.first_time = *time;
    facts.first_touch = Int(U::first_touch_time_msec, row);
    for (size_t i = 0; i + 1 < kFirstTextCount; ++i) {
      facts.first[i] = Text(static_cast<U>(static_cast<size_t>(U::first_referrer) + i), row);
    }
    facts.first[kFirstTextCount - 1] = ProcessInfo(ProcessKeyName(kProcessFirstEvent), row);
  }
  return facts;
}

}  // namespace millrace
