#include "warehouse/text_query.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/extension_type.h>
#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>

#include "core/error.h"
#include "core/sql_text.h"
#include "schema/arrow_status.h"
#include "warehouse/reading_statement.h"
#include "warehouse/sql_statements.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 12> kDuckDbNumbers = {"TINYINT", "SMALLINT", "INTEGER",   "BIGINT",
                                                             "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
                                                             "UBIGINT", "UHUGEINT", "FLOAT",     "DOUBLE"};
constexpr std::array<std::string_view, 7> kPostgresNumbers = {"int2",   "int4",    "int8", "float4",
                                                              "float8", "numeric", "oid"};

bool IsNested(std::string_view type) {
  return type.ends_with(']') || type.starts_with("MAP(") || type.starts_with("STRUCT(") || type.starts_with("UNION(") ||
         type == "JSON" || type == "json" || type == "jsonb" || type == "record" || type.starts_with('_');
}

ResultColumn::Kind KindOf(std::string_view type) {
  if (std::ranges::find(kDuckDbNumbers, type) != kDuckDbNumbers.end() || type.starts_with("DECIMAL(") ||
      std::ranges::find(kPostgresNumbers, type) != kPostgresNumbers.end()) {
    return ResultColumn::Kind::kNumber;
  }
  const bool is_json = type == "BOOLEAN" || type == "bool" || IsNested(type);
  return is_json ? ResultColumn::Kind::kJson : ResultColumn::Kind::kText;
}

ResultColumn ColumnOf(std::string name, std::string type) {
  const ResultColumn::Kind kind = KindOf(type);
  return {std::move(name), std::move(type), kind};
}

// The columns of what can stand after FROM. Throws UserError if it cannot.
std::vector<ResultColumn> Describe(Connection& connection, const std::string& from, const std::stop_token& stop) {
  std::vector<ResultColumn> columns;
  if (connection.dialect() == Dialect::kDuckDb) {
    const ResultRows described =
        connection.QueryRows("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")", {}, stop);
    for (int64_t row = 0; row < described.row_count(); ++row) {
      columns.push_back(ColumnOf(described.Text(row, 0), described.Text(row, 1)));
    }
    return columns;
  }
  const auto rows = connection.Query("SELECT * FROM " + from + " AS q LIMIT 0", {}, stop);
  for (const auto& field : rows->schema()->fields()) {
    // PostgreSQL's driver says how the server calls the type.
    const auto type = field->metadata() == nullptr ? arrow::Result<std::string>(field->type()->ToString())
                                                   : field->metadata()->Get("POSTGRESQL:type");
    columns.push_back(ColumnOf(field->name(), type.ok() ? *type : field->type()->ToString()));
  }
  return columns;
}

// A value as the engine's text, a nested one as JSON.
std::string TextOf(Dialect dialect, const ResultColumn& column, const std::string& name) {
  if (dialect == Dialect::kDuckDb) {
    return IsNested(column.type) ? "CAST(to_json(" + name + ") AS VARCHAR)" : "CAST(" + name + " AS VARCHAR)";
  }
  const bool is_array_or_row = column.type.starts_with('_') || column.type == "record";
  return "CAST(" + (is_array_or_row ? "to_json(" + name + ")" : name) + " AS TEXT)";
}

// `SELECT … FROM (statement) AS q(c0, …)`.
std::string AsTexts(Dialect dialect, const std::vector<ResultColumn>& columns, const std::string& from) {
  std::string selected;
  std::string names;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string name = "c" + std::to_string(i);
    const char* const separator = i > 0 ? ", " : "";
    selected += separator + TextOf(dialect, columns[i], name) + " AS " + name;
    names += separator + name;
  }
  return "SELECT " + selected + " FROM " + from + " AS q(" + names + ")";
}

void HandOut(arrow::RecordBatchReader& reader, const OnBatch& rows) {
  while (const auto batch = NextBatch(reader)) rows(batch);
}

// For statements that are no queries (EXPLAIN, SET, CREATE): what they return is turned into text here.
void RunDirectly(Connection& connection, std::string_view statement, const OnColumns& begin, const OnBatch& rows,
                 const std::stop_token& stop) {
  const auto reader = connection.Query(statement, {}, stop);
  std::vector<ResultColumn> columns;
  arrow::FieldVector fields;
  for (const auto& field : reader->schema()->fields()) {
    columns.push_back({field->name(), connection.dialect() == Dialect::kDuckDb ? "VARCHAR" : "text"});
    fields.push_back(arrow::field(field->name(), arrow::utf8()));
  }
  begin(columns);
  const auto schema = arrow::schema(std::move(fields));
  while (const auto batch = NextBatch(*reader)) {
    const ResultRows cells(batch);
    arrow::ArrayVector arrays;
    for (int column = 0; column < cells.column_count(); ++column) {
      arrow::StringBuilder texts;
      for (int64_t row = 0; row < cells.row_count(); ++row) {
        const auto text = cells.MaybeText(row, column);
        Must(text ? texts.Append(*text) : texts.AppendNull());
      }
      arrays.push_back(Must(texts.Finish()));
    }
    rows(arrow::RecordBatch::Make(schema, batch->num_rows(), std::move(arrays)));
  }
}

// The file as Arrow's own writer makes it, for engines that are elsewhere.
void WriteRowsAsParquet(arrow::RecordBatchReader& rows, const std::string& path) {
  const auto check = [&](const arrow::Status& status) {
    if (!status.ok()) throw SystemError("cannot write " + path + ": " + status.message());
  };
  auto file = arrow::io::FileOutputStream::Open(path);
  check(file.status());
  auto writer = parquet::arrow::FileWriter::Open(*rows.schema(), arrow::default_memory_pool(), *file);
  check(writer.status());
  while (const auto batch = NextBatch(rows)) check((*writer)->WriteRecordBatch(*batch));
  check((*writer)->Close());
  check((*file)->Close());
}

}  // namespace

void RunTextQuery(Connection& connection, std::string_view sql, ResultDelivery delivery, const OnColumns& begin,
                  const OnBatch& rows, const std::stop_token& stop) {
  const std::string_view statement = OneStatement(sql);
  const std::string from = "(" + std::string(statement) + ")";
  std::vector<ResultColumn> columns;
  try {
    columns = Describe(connection, from, stop);
  } catch (const UserError&) {
    RunDirectly(connection, statement, begin, rows, stop);
    return;
  }
  const std::string texts = AsTexts(connection.dialect(), columns, from);
  if (delivery == ResultDelivery::kStreamed) {
    const auto reader = connection.Query(texts, {}, stop);
    begin(columns);
    HandOut(*reader, rows);
    return;
  }
  connection.Execute("CREATE OR REPLACE TEMP TABLE millrace_result AS " + texts, {}, stop);
  begin(columns);
  HandOut(*connection.Query("FROM temp.millrace_result", {}, stop), rows);
  connection.Execute("DROP TABLE temp.millrace_result");
}

void RunReadOnlyQuery(Connection& connection, std::string_view sql, const OnColumns& begin, const OnBatch& rows,
                      const std::stop_token& stop) {
  const std::string_view statement = OneStatement(sql);
  CheckReads(connection, statement, stop);
  const std::string from = "(" + std::string(statement) + ")";
  std::optional<std::vector<ResultColumn>> columns;
  try {
    const Transaction reading(connection, TransactionAccess::kRead);
    columns = Describe(connection, from, stop);
  } catch (const UserError&) {
    // Not a query, or one with a mistake, which the engine then tells of in the user's own words.
  }
  const Transaction reading(connection, TransactionAccess::kRead);
  if (!columns) {
    RunDirectly(connection, statement, begin, rows, stop);
    return;
  }
  const auto reader = connection.Query(AsTexts(connection.dialect(), *columns, from), {}, stop);
  begin(*columns);
  HandOut(*reader, rows);
}

void WriteReadOnlyParquet(Connection& connection, std::string_view sql, const std::string& path,
                          const std::stop_token& stop) {
  CheckReads(connection, OneStatement(sql), stop);
  const Transaction reading(connection, TransactionAccess::kRead);
  WriteRowsAsParquet(*connection.Query(OneStatement(sql), {}, stop), path);
}

void WriteParquet(Connection& connection, std::string_view sql, const std::string& path, const std::stop_token& stop) {
  const std::string_view statement = OneStatement(sql);
  if (connection.dialect() != Dialect::kDuckDb) {
    WriteRowsAsParquet(*connection.Query(statement, {}, stop), path);
    return;
  }
  // The process that runs it may have another current directory.
  connection.Execute("COPY (" + std::string(statement) + ") TO " + SqlText(std::filesystem::absolute(path).string()) +
                         " (FORMAT parquet)",
                     {}, stop);
}

}  // namespace millrace
