#include "models/status_rows.h"

#include <string>
#include <utility>

#include "core/error.h"
#include "core/replace_text.h"

namespace millrace {

ModelStatement SelectOf(const ModelStatement& insert) {
  const size_t begin = insert.sql.find("\nSELECT");
  if (begin == std::string::npos) throw InternalError("a statement of a model run has no SELECT");
  return {insert.sql.substr(begin + 1), insert.line + 1};
}

ModelStatement StatusRowsOf(const SqlModels& models, const ModelFile& table) {
  const ReplacedDays days = DaysOf(table);
  ModelStatement statement = SelectOf(models.Get("record_status").statements.back());
  for (const auto& [parameter, value] : {std::pair<std::string_view, std::string_view>{"{model}", table.name},
                                         {"{days}", days.relation},
                                         {"{is_rebuilt}", days.condition}}) {
    std::string replaced;
    ReplaceAll(statement.sql, parameter, value, replaced);
    statement.sql = std::move(replaced);
  }
  return statement;
}

}  // namespace millrace
