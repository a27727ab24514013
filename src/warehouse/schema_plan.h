// The difference between the schema of an app as it is wanted and as it is (metadata-expiry-schema.md §3, differences
// 10 and 11). Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "warehouse/schema_objects.h"
#include "warehouse/schema_state.h"

namespace millrace {

enum class SchemaAction : uint8_t {
  kCreate,   // it is not there
  kAlter,    // a table gets columns at its end, or other indexes
  kReplace,  // a view or function has another text; a computed table other columns
  kRebuild,  // the rows of a computed table are made of something else
  kDrop,     // no model makes it any more
  kGrant,    // the role of reports may not read it, or may change it
};
inline constexpr std::string_view kSchemaActionNames[] = {"create", "alter", "replace", "rebuild", "drop", "grant"};

struct SchemaStep {
  SchemaAction action = SchemaAction::kCreate;
  SchemaObjectKind kind = SchemaObjectKind::kTable;
  std::string object;
  std::string reason;              // for people: `new`, `columns added: a, b`, …
  std::vector<ModelColumn> added;  // of kAlter
};

struct SchemaPlan {
  bool creates_schema = false;
  // In the order in which they are done. A table may have two: kAlter, then kRebuild.
  std::vector<SchemaStep> steps;

  bool empty() const { return !creates_schema && steps.empty(); }
  bool Has(SchemaAction action) const;
  const SchemaStep* Find(SchemaAction action, std::string_view object) const;
};

// What models made that are left out now stays. Throws UserError for a table whose rows come from loads and whose
// columns have other types than wanted: nothing can be made of it without losing rows.
SchemaPlan PlanSchema(const SqlModels& models, const std::vector<SchemaObject>& objects, const SchemaState& state);

}  // namespace millrace
