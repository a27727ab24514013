#include "privacy/privacy_rules.h"

#include <algorithm>
#include <utility>

#include "core/did_you_mean.h"
#include "core/error.h"

namespace millrace {
namespace {

constexpr size_t kShortestSecret = 16;
constexpr std::string_view kParameters = "custom_parameters.";
constexpr std::string_view kProperties = "user_properties.";

// What is derived from a column of event_v2 in user_v2 and session, or repeats it as JSON text.
constexpr std::pair<std::string_view, std::string_view> kDerived[] = {
    {"custom_parameters", "custom_parameters_json_str"},     {"custom_parameters_json_str", "custom_parameters"},
    {"user_properties", "user_properties_json_str"},         {"user_properties_json_str", "user_properties"},
    {"page_view_page_referrer", "first_referrer"},           {"app_install_source", "first_app_install_source"},
    {"user_first_touch_time_msec", "first_touch_time_msec"}, {"user_first_touch_time_msec", "first_visit_date"},
    {"traffic_source_category", "session_source_category"},
};

// Custom parameters that repeat the value of a column or a part of it (transform-gtm §4, transform-sensors §3).
constexpr std::pair<std::string_view, std::string_view> kRepeated[] = {
    {"user_pseudo_id", "client_id"},
    {"user_pseudo_id", "$distinct_id"},
    {"user_pseudo_id", "$anonymous_id"},
    {"user_pseudo_id", "$identity_android_id"},
    {"user_pseudo_id", "original_id"},
    {"user_id", "_user_id"},
    {"user_id", "login_id"},
    {"user_id", "$identity_login_id"},
    {"user_id", "$anonymous_id"},
    {"device_ua", "user_agent"},
    {"geo_country", "event_location"},
    {"geo_region", "event_location"},
    {"geo_region", "x-ga-ur"},
};
// Contains all user properties of a GTM event.
constexpr std::string_view kPropertiesParameter = "x-ga-mp2-user_properties";

// Partitions and merging depend on these.
constexpr std::string_view kFixed[] = {"app_id", "project_id", "event_name", "created_time", "process_info"};

std::string_view SettingOf(PrivacyAction action) {
  return action == PrivacyAction::kDrop ? "privacy.drop" : "privacy.pseudonymise";
}

}  // namespace

PrivacyRules::PrivacyRules(const std::vector<std::string>& pseudonymise, const std::vector<std::string>& drop,
                           std::string secret)
    : empty_(pseudonymise.empty() && drop.empty()), pseudonymiser_(std::move(secret)) {
  for (const std::string& name : pseudonymise) Add(name, name, PrivacyAction::kPseudonymise);
  // Values that are dropped need not be hashed.
  for (const std::string& name : drop) Add(name, name, PrivacyAction::kDrop);
  if (!pseudonymise.empty() && pseudonymiser_.secret().size() < kShortestSecret) {
    throw UserError(
        "privacy.pseudonymise needs a secret of 16 bytes or more in the environment variable MILLRACE_PRIVACY_SECRET; "
        "keep it: with a different secret, the same values get different pseudonyms");
  }
}

void PrivacyRules::Add(const std::string& key, const std::string& name, PrivacyAction action) {
  for (const std::string_view prefix : {kParameters, kProperties}) {
    if (!name.starts_with(prefix)) continue;
    const std::string path = name.substr(prefix.size());
    if (path.empty()) throw UserError(std::string(SettingOf(action)) + ": a key is missing after `" + name + "`");
    if (prefix == kProperties) {
      AddProperty(path, action);
    } else {
      parameters_[path] = action;
      names_parameters_ = true;
    }
    return;
  }
  AddColumn(key, name, action);
}

void PrivacyRules::AddColumn(const std::string& key, const std::string& name, PrivacyAction action) {
  const std::string setting(SettingOf(action));
  if (std::ranges::find(kFixed, name) != std::end(kFixed)) {
    throw UserError(setting + ": `" + name + "` cannot be hidden, because the lake depends on it");
  }
  if (!Set(name, action)) {
    std::vector<std::string_view> names;
    for (const Table& table : AllTables()) {
      if (table.id == TableId::kReject) continue;
      for (const Column& column : table.columns) names.push_back(column.name);
    }
    const std::string hint = DidYouMeanHint(name, names);
    throw UserError(setting + ": there is no column `" + key + "`" +
                    (hint.empty() ? "; a path begins with `custom_parameters.` or `user_properties.`" : hint));
  }
  for (const auto& [from, to] : kDerived) {
    if (from == name) Set(to, action);
  }
  // A client also sends the user id among the properties, where it would remain readable.
  if (name == "user_id") {
    for (const char* property : {"_user_id", "user_id"}) AddProperty(property, action);
  }
  if (name == "user_properties") parameters_.emplace(kPropertiesParameter, PrivacyAction::kDrop);
  for (const auto& [column, parameter] : kRepeated) {
    if (column == name) parameters_.emplace(parameter, action);
  }
  constexpr std::string_view kTrafficSource = "traffic_source_";
  if (name.starts_with(kTrafficSource)) {
    const std::string part = name.substr(kTrafficSource.size());
    Set("first_traffic_" + part, action);
    Set("session_" + part, action);
  }
}

void PrivacyRules::AddProperty(const std::string& key, PrivacyAction action) {
  properties_[key] = action;
  // The text of an event contains all of them; user_v2 has each of them separately.
  parameters_.emplace(kPropertiesParameter, PrivacyAction::kDrop);
}

// False if no table has such a column.
bool PrivacyRules::Set(std::string_view name, PrivacyAction action) {
  bool found = false;
  for (const Table& table : AllTables()) {
    if (table.id == TableId::kReject) continue;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      if (column.name != name) continue;
      found = true;
      if (action == PrivacyAction::kDrop && column.nullability == Nullability::kRequired) {
        throw UserError("privacy.drop: `" + std::string(name) + "` cannot be dropped from " + std::string(table.name) +
                        "; pseudonymise it");
      }
      const bool is_map = column.type == ColumnType::kTypedMap || column.type == ColumnType::kPropertyMap;
      if (action == PrivacyAction::kPseudonymise && (column.type != ColumnType::kText || name.ends_with("_json_str"))) {
        throw UserError("privacy.pseudonymise: `" + std::string(name) + "` " +
                        (is_map || column.type == ColumnType::kText
                             ? "contains many values; name one of them, like `custom_parameters.email`"
                             : "is not a string; drop it"));
      }
      columns_[static_cast<size_t>(table.id)][i] = action;
    }
  }
  return found;
}

}  // namespace millrace
