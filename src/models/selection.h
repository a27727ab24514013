// Which models a run is about. A plain value; thread-safe.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/sql_models.h"

namespace millrace {

// What a model run refreshes: `work` relations, the ranges of times that queries `run_…` give, and tables that a SELECT
// computes.
bool IsComputed(const ModelFile& model);
// A table with a row of state for each day (refresh_mv_sp_status): it is replaced by days, or by users of days.
bool IsMetricTable(const ModelFile& model);

// The relation that says which days of a computed table a run replaces, and its condition.
struct ReplacedDays {
  std::string_view relation;
  std::string_view condition;
};
ReplacedDays DaysOf(const ModelFile& table);

class ModelSelection {
 public:
  // Every model.
  explicit ModelSelection(const SqlModels& models);
  // `NAME`: this table; `NAME+`: also everything that depends on it. Everything that they are computed from is
  // refreshed, too. Throws UserError for a name that no computed table has, with the nearest one.
  ModelSelection(const SqlModels& models, const std::vector<std::string>& patterns);

  // Leaves these models out, and all that depends on them. A selection of all models still counts as one.
  void Exclude(const SqlModels& models, const std::string& model);

  bool is_all() const { return is_all_; }
  bool Contains(std::string_view model) const { return names_.contains(model); }

 private:
  std::set<std::string, std::less<>> names_;
  bool is_all_ = true;
};

}  // namespace millrace
