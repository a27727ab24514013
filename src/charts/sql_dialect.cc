#include "charts/sql_dialect.h"

#include "core/error.h"

namespace millrace {
namespace {

// Neither Infinity nor NaN, and nothing that a double cannot hold: engines disagree about those.
constexpr char kNumberPattern[] = "'^[+-]?[0-9]{1,200}([.][0-9]{1,200})?([eE][+-]?[0-9]{1,2})?$'";

Sql PeriodWord(SqlPeriod period) {
  switch (period) {
    case SqlPeriod::kHour:
      return "hour";
    case SqlPeriod::kDay:
      return "day";
    case SqlPeriod::kWeek:
      return "week";
    case SqlPeriod::kMonth:
      return "month";
  }
  throw InternalError("unknown period");
}

// What DuckDB has from PostgreSQL.
class PostgresLike : public SqlDialect {
 public:
  Sql PeriodStart(const Sql& time, SqlPeriod period) const override {
    return "date_trunc('" + PeriodWord(period) + "', " + AsTime(time) + ")";
  }
  Sql LocalTime(const Sql& utc, const Sql& zone) const override {
    return "(" + utc + " AT TIME ZONE 'UTC' AT TIME ZONE " + zone + ")";
  }
  Sql UtcTime(const Sql& local, const Sql& zone) const override {
    return "(" + local + " AT TIME ZONE " + zone + " AT TIME ZONE 'UTC')";
  }
  Sql AddDays(const Sql& day, const Sql& days) const override {
    return "(" + day + " + CAST(" + days + " AS integer))";
  }
  Sql AddPeriods(const Sql& time, const Sql& count, SqlPeriod period) const override {
    return "(" + AsTime(time) + " + " + count + " * INTERVAL '1 " + PeriodWord(period) + "')";
  }
  Sql AddSeconds(const Sql& time, const Sql& seconds) const override {
    return "(" + time + " + " + seconds + " * INTERVAL '1 second')";
  }
  Sql DaysBetween(const Sql& first, const Sql& last) const override { return AsInteger(last + " - " + first); }
  Sql IsSame(const Sql& left, const Sql& right) const override {
    return "(" + left + " IS NOT DISTINCT FROM " + right + ")";
  }
  Sql CountDistinct(const std::vector<Sql>& expressions) const override {
    if (expressions.size() == 1) return "count(DISTINCT " + expressions.front() + ")";
    return "count(DISTINCT (" + JoinSql(expressions, ", ") + "))";
  }
};

class DuckDbSql : public PostgresLike {
 public:
  Sql SecondsBetween(const Sql& first, const Sql& last) const override {
    return "((epoch_us(" + last + ") - epoch_us(" + first + ")) / 1000000.0)";
  }
  Sql Median(const Sql& number) const override { return "median(" + AsNumber(number) + ")"; }
  // By a JSON pointer, in which any key can be written.
  Sql JsonText(const Sql& column, const std::vector<std::string>& keys, SqlValues& values) const override {
    std::string pointer;
    for (const std::string& key : keys) {
      pointer += '/';
      for (const char c : key) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return "json_extract_string(" + column + ", " + values.Text(pointer) + ")";
  }
  Sql NumberOf(const Sql& text) const override {
    return "CASE WHEN regexp_matches(" + text + ", " + kNumberPattern + ") THEN TRY_CAST(" + text +
           " AS double precision) END";
  }
};

class PostgresSql : public PostgresLike {
 public:
  Sql SecondsBetween(const Sql& first, const Sql& last) const override {
    return AsNumber("extract(epoch FROM " + last + " - " + first + ")");
  }
  Sql Median(const Sql& number) const override {
    return "percentile_cont(0.5) WITHIN GROUP (ORDER BY " + AsNumber(number) + ")";
  }
  Sql JsonText(const Sql& column, const std::vector<std::string>& keys, SqlValues& values) const override {
    return "((" + column + " #>> ARRAY[" + values.Texts(keys) + "]) COLLATE \"C\")";
  }
  Sql NumberOf(const Sql& text) const override {
    return "CASE WHEN " + text + " ~ " + kNumberPattern + " THEN " + AsNumber(text) + " END";
  }
};

class RedshiftSql : public SqlDialect {
 public:
  Sql PeriodStart(const Sql& time, SqlPeriod period) const override {
    return "date_trunc('" + PeriodWord(period) + "', " + AsTime(time) + ")";
  }
  Sql LocalTime(const Sql& utc, const Sql& zone) const override {
    return "convert_timezone('UTC', " + zone + ", " + utc + ")";
  }
  Sql UtcTime(const Sql& local, const Sql& zone) const override {
    return "convert_timezone(" + zone + ", 'UTC', " + local + ")";
  }
  Sql AddDays(const Sql& day, const Sql& days) const override {
    return AsDay("dateadd(day, " + days + ", " + day + ")");
  }
  Sql AddPeriods(const Sql& time, const Sql& count, SqlPeriod period) const override {
    return "dateadd(" + PeriodWord(period) + ", " + count + ", " + AsTime(time) + ")";
  }
  Sql AddSeconds(const Sql& time, const Sql& seconds) const override {
    return "dateadd(second, " + seconds + ", " + time + ")";
  }
  Sql DaysBetween(const Sql& first, const Sql& last) const override {
    return "datediff(day, " + first + ", " + last + ")";
  }
  Sql SecondsBetween(const Sql& first, const Sql& last) const override {
    return "(datediff(microsecond, " + first + ", " + last + ") / 1000000.0)";
  }
  Sql IsSame(const Sql& left, const Sql& right) const override {
    return "(" + left + " = " + right + " OR (" + left + " IS NULL AND " + right + " IS NULL))";
  }
  Sql Median(const Sql& number) const override { return "median(" + AsNumber(number) + ")"; }
  // Texts with their lengths before them: no two combinations give the same one.
  Sql CountDistinct(const std::vector<Sql>& expressions) const override {
    if (expressions.size() == 1) return "count(DISTINCT " + expressions.front() + ")";
    std::vector<Sql> texts;
    for (const Sql& expression : expressions) {
      const Sql text = AsText(expression);
      texts.push_back("coalesce(len(" + text + ") || ':' || " + text + ", '-')");
    }
    return "count(DISTINCT " + JoinSql(texts, " || ") + ")";
  }
  Sql JsonText(const Sql& column, const std::vector<std::string>& keys, SqlValues& values) const override {
    return "nullif(json_extract_path_text(json_serialize(" + column + "), " + values.Texts(keys) + "), '')";
  }
  Sql NumberOf(const Sql& text) const override {
    return "CASE WHEN " + text + " ~ " + kNumberPattern + " THEN " + AsNumber(text) + " END";
  }
};

}  // namespace

const SqlDialect& SqlDialect::Of(Dialect dialect) {
  static const DuckDbSql duckdb;
  static const PostgresSql postgres;
  static const RedshiftSql redshift;
  switch (dialect) {
    case Dialect::kDuckDb:
      return duckdb;
    case Dialect::kPostgres:
      return postgres;
    case Dialect::kRedshift:
      return redshift;
  }
  throw InternalError("unknown dialect");
}

Sql SqlDialect::AsText(const Sql& expression) {
  return "CAST(" + expression + " AS varchar)";
}

Sql SqlDialect::AsInteger(const Sql& expression) {
  return "CAST(" + expression + " AS bigint)";
}

Sql SqlDialect::AsNumber(const Sql& expression) {
  return "CAST(" + expression + " AS double precision)";
}

Sql SqlDialect::AsDay(const Sql& expression) {
  return "CAST(" + expression + " AS date)";
}

Sql SqlDialect::AsTime(const Sql& expression) {
  return "CAST(" + expression + " AS timestamp)";
}

Sql SqlDialect::Ratio(const Sql& numerator, const Sql& denominator) {
  return AsNumber(numerator) + " / nullif(" + AsNumber(denominator) + ", 0)";
}

Sql SqlDialect::Contains(const Sql& text, const Sql& part) {
  return "strpos(" + text + ", " + part + ") > 0";
}

Sql SqlDialect::IsOneOf(const Sql& value, const std::vector<Sql>& values, bool with_null) {
  if (values.empty()) return with_null ? value + " IS NULL" : Sql("FALSE");
  Sql condition = value + " IN (" + JoinSql(values, ", ") + ")";
  return with_null ? "(" + condition + " OR " + value + " IS NULL)" : condition;
}

}  // namespace millrace
