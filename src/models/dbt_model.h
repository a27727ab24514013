// A model's text for dbt (dbt_project.h): its statement with `ref()` and `source()` for relations and variables of the
// dbt project for parameters. Pure; thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/sql_models.h"

namespace millrace {

// Prefix of the dbt models that are empty: what a model reads of an earlier run, which a full refresh does not have.
inline constexpr std::string_view kPreviousPrefix = "previous_";

// What dbt knows by name.
enum class DbtRelation : uint8_t { kSource, kModel };
using DbtRelations = std::map<std::string, DbtRelation, std::less<>>;

// The relations of the app's schema that the statement reads: what follows `{schema}.`.
std::vector<std::string> RelationsOf(std::string_view sql);

// Names of RelationsOf that are read as an earlier run left them.
bool IsReadAsLeft(const ModelFile& model, std::string_view relation);

struct DbtModelText {
  std::string_view materialized;  // table or view
  std::string_view schema = {};   // suffix of the dbt schema; empty: none
  std::string body;               // from BodyForDbt
};

// A statement of a model; each relation that it reads is in `relations`.
std::string BodyForDbt(const ModelFile& model, const ModelStatement& statement, const DbtRelations& relations);
// A SELECT of the body's rows with the names and types of a header. Columns that are filled by the time of writing are
// not in the body, nor are those of `nulls`, which stay NULL.
std::string TypedBody(Dialect dialect, const std::vector<ModelColumn>& columns, std::string_view body,
                      const std::vector<std::string>& nulls = {});
// A SELECT of these columns without rows.
std::string EmptyBody(Dialect dialect, const std::vector<ModelColumn>& columns);
// The file of a dbt model.
std::string DbtModelFile(const DbtModelText& text);

// The type of a column without its collation.
std::string DbtType(const ModelColumn& column, Dialect dialect);

}  // namespace millrace
