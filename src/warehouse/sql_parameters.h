// Values of the parameters in braces that statements of SQL models have, and their texts (sql/README.md). Only what
// comes from the configuration or from the program is put in this way; what events say stays in tables. A plain value:
// copy it to lay more values over it. Thread-safe as long as nobody sets a value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/model_file.h"

namespace millrace {

// Half open, microseconds since the epoch.
struct TimeRange {
  int64_t begin_us = 0;
  int64_t end_us = 0;
};

// A time as SQL writes it: `TIMESTAMP '2025-03-10 12:00:00'`, with microseconds where they are not zero. Engines agree
// about years after 9999, not about those before the first, which become minus infinity.
std::string SqlTimestamp(int64_t microseconds);
// `DATE '2025-03-10'`, of days since the epoch; the same.
std::string SqlDate(int32_t day);

class SqlParameters {
 public:
  // An identifier: as it stands where no dialect needs quotes, else in double quotes.
  SqlParameters& SetName(std::string_view parameter, std::string_view name);
  // An identifier that users choose, as a schema's: in double quotes always, so that it may be a word of SQL.
  SqlParameters& SetSchema(std::string_view schema);
  SqlParameters& SetText(std::string_view parameter, std::string_view text);
  SqlParameters& SetTexts(std::string_view parameter, const std::vector<std::string>& texts);
  SqlParameters& SetInteger(std::string_view parameter, int64_t value);
  SqlParameters& SetNull(std::string_view parameter);
  // Microseconds since the epoch.
  SqlParameters& SetTime(std::string_view parameter, int64_t microseconds);
  // The condition that event_timestamp lies in one of the ranges; neighbours are joined. FALSE without ranges.
  SqlParameters& SetRanges(std::vector<TimeRange> ranges, std::string_view parameter = "ranges");
  // SQL of the program's own.
  SqlParameters& SetSql(std::string_view parameter, std::string_view sql);

  // `{schema}.NAME` means another relation of the schema: a rebuild works on tables and views that are not in use yet.
  SqlParameters& SetRelation(std::string_view name, std::string_view other);

  // The statement with a text for each parameter. Throws UserError with file and line when a parameter has no value.
  std::string Render(const ModelFile& model, const ModelStatement& statement) const;
  // The same of a model's one statement.
  std::string Render(const ModelFile& model) const;

 private:
  const std::string& TextOf(const ModelFile& model, const ModelStatement& statement, size_t open, size_t close) const;

  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, std::string, std::less<>> relations_;
};

}  // namespace millrace
