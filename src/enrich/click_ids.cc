#include "enrich/click_ids.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

#include "core/csv.h"
#include "core/letter_case.h"
#include "enrich/channel_rules.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 3> kClickIdColumns = {"param", "source", "medium"};
constexpr std::string_view kAnyOther = "*clid";

// `.*cp.*|ppc|retargeting|paid.*` of §3.7, which ignores letter case and parentheses.
bool IsPaid(std::string_view medium) {
  std::string without_brackets;
  std::string lower;
  LowerCase(WithoutBrackets(medium, without_brackets), lower);
  return lower.find("cp") != std::string::npos || lower == "ppc" || lower == "retargeting" || lower.starts_with("paid");
}

}  // namespace

ClickIds::ClickIds()
    : rows_{{"gclid", "Google", std::string(kPaidMedium), true}, {"", "", std::string(kPaidMedium), true}} {}

ClickIds ClickIds::Parse(std::string_view text, std::string_view file) {
  const CsvFile csv(file, text, kClickIdColumns);
  ClickIds result;
  result.rows_.clear();
  for (const CsvFile::Row& fields : csv.rows()) {
    const CsvField& param = fields[0];
    if (param.text.empty()) csv.Fail(param, "`param` is empty");
    const std::string name = param.text == kAnyOther ? "" : param.text;
    if (name.find('*') != std::string::npos) csv.Fail(param, "the only pattern is *clid, not `" + name + "`");
    if (std::any_of(result.rows_.begin(), result.rows_.end(), [&](const Row& row) { return row.param == name; })) {
      csv.Fail(param, "duplicate param `" + param.text + "`");
    }
    result.rows_.push_back({name, fields[1].text, fields[2].text, IsPaid(fields[2].text), param.line});
  }
  return result;
}

bool ClickIds::Matches(const Row& row, std::string_view param) const {
  if (!row.param.empty()) return row.param == param;
  return param.ends_with(kAnyOther.substr(1)) &&
         std::none_of(rows_.begin(), rows_.end(), [&](const Row& other) { return other.param == param; });
}

ClickIds::Meaning ClickIds::MeaningOf(const Row& row, std::string_view param) {
  return {row.source.empty() ? param : std::string_view(row.source), row.medium, row.paid, row.line};
}

bool ClickIds::Names(std::string_view param) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) { return Matches(row, param); });
}

std::optional<ClickIds::Hit> ClickIds::Find(std::span<const QueryPair> query) const {
  for (const Row& row : rows_) {
    for (const QueryPair& pair : query) {
      if (pair.value.empty() || !Matches(row, pair.key)) continue;
      return Hit{pair.key, pair.value, MeaningOf(row, pair.key)};
    }
  }
  return std::nullopt;
}

std::optional<ClickIds::Meaning> ClickIds::FindType(std::string_view type) const {
  for (const Row& row : rows_) {
    if (Matches(row, type)) return MeaningOf(row, type);
  }
  return std::nullopt;
}

std::optional<std::string> TypeOfClickId(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) return std::nullopt;
  std::optional<std::string> type;
  for (const auto& [key, value] : object) {
    if (key != "type") continue;
    // Of duplicate keys the last value counts, as everywhere.
    std::string_view text;
    type.reset();
    if (value.get(text) == simdjson::SUCCESS) type = std::string(text);
  }
  return type;
}

}  // namespace millrace
