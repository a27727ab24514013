#include "enrich/click_ids.h"

#include <algorithm>
#include <array>

#include "core/csv.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 3> kColumns = {"param", "source", "medium"};
constexpr std::string_view kAnyOther = "*clid";

}  // namespace

ClickIds::ClickIds() : rows_{{"gclid", "Google", "(CPC)"}, {"", "", "(CPC)"}} {}

ClickIds ClickIds::Parse(std::string_view text, std::string_view file) {
  const CsvFile csv(file, text, kColumns);
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
    result.rows_.push_back({name, fields[1].text, fields[2].text});
  }
  return result;
}

bool ClickIds::Matches(const Row& row, std::string_view param) const {
  if (!row.param.empty()) return row.param == param;
  return param.ends_with(kAnyOther.substr(1)) &&
         std::none_of(rows_.begin(), rows_.end(), [&](const Row& other) { return other.param == param; });
}

bool ClickIds::Names(std::string_view param) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) { return Matches(row, param); });
}

std::optional<ClickIds::Hit> ClickIds::Find(std::span<const QueryPair> query) const {
  for (const Row& row : rows_) {
    for (const QueryPair& pair : query) {
      if (pair.value.empty() || !Matches(row, pair.key)) continue;
      return Hit{pair.key, pair.value, row.source.empty() ? pair.key : std::string_view(row.source), row.medium};
    }
  }
  return std::nullopt;
}

}  // namespace millrace
