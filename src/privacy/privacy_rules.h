// What the lake must not contain as it was sent: `privacy.pseudonymise` and `privacy.drop`, validated and applied to
// all tables. A column of event_v2 includes those that are derived from it in other tables: `traffic_source_source`
// also means first_traffic_source and session_source; `custom_parameters` and `user_properties` include their JSON
// texts. Custom parameters of GTM and Sensors events that repeat a column belong to it, like `$distinct_id` to
// user_pseudo_id.
//
// Immutable, so thread-safe.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/digest.h"

#include "schema/table.h"

namespace millrace {

enum class PrivacyAction : uint8_t { kKeep, kPseudonymise, kDrop };

class PrivacyRules {
 public:
  // Throws UserError, with the most similar valid name, for anything that is not a column or path, for columns that
  // rows require, and if something is to be pseudonymised and the secret has less than 16 bytes.
  PrivacyRules(const std::vector<std::string>& pseudonymise, const std::vector<std::string>& drop, std::string secret);

  bool empty() const { return empty_; }
  PrivacyAction OfColumn(TableId table, size_t column) const { return columns_[static_cast<size_t>(table)][column]; }
  // For a parameter of an event or item, and for a property of a user.
  PrivacyAction OfParameter(std::string_view key) const { return Find(parameters_, key); }
  PrivacyAction OfProperty(std::string_view key) const { return Find(properties_, key); }
  bool has_parameters() const { return !parameters_.empty(); }
  // Whether a path names one, in addition to those that belong to columns.
  bool names_parameters() const { return names_parameters_; }
  bool has_properties() const { return !properties_.empty(); }
  const Pseudonymiser& pseudonymiser() const { return pseudonymiser_; }

 private:
  using Paths = std::map<std::string, PrivacyAction, std::less<>>;

  static PrivacyAction Find(const Paths& paths, std::string_view key) {
    const auto found = paths.find(key);
    return found == paths.end() ? PrivacyAction::kKeep : found->second;
  }
  void Add(const std::string& key, const std::string& name, PrivacyAction action);
  void AddColumn(const std::string& key, const std::string& name, PrivacyAction action);
  bool Set(std::string_view name, PrivacyAction action);
  void AddProperty(const std::string& key, PrivacyAction action);

  bool empty_ = true;
  bool names_parameters_ = false;
  std::array<std::array<PrivacyAction, kEventColumnCount>, kTableCount> columns_{};
  Paths parameters_;
  Paths properties_;
  Pseudonymiser pseudonymiser_;
};

}  // namespace millrace
