#include "warehouse/database.h"

#include <memory>

#include "core/error.h"
#include "warehouse/duckdb_c_api.h"

namespace millrace {
namespace {

// A result that frees itself.
class Result {
 public:
  Result() = default;
  ~Result() { duckdb_destroy_result(&result_); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  duckdb_result* get() { return &result_; }

 private:
  duckdb_result result_{};
};

std::string Quote(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += c;
    quoted += c;
  }
  return quoted + quote;
}

// The statement without the semicolons and blanks at its end, so that it can stand in parentheses.
std::string_view Trimmed(std::string_view sql) {
  const size_t end = sql.find_last_not_of("; \t\r\n");
  return sql.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

bool IsNested(std::string_view type) {
  return type.ends_with(']') || type.starts_with("MAP(") || type.starts_with("STRUCT(") || type.starts_with("UNION(") ||
         type == "JSON";
}

Cell::Kind KindOf(std::string_view type) {
  for (const std::string_view number : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                                        "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE"}) {
    if (type == number) return Cell::Kind::kNumber;
  }
  if (type.starts_with("DECIMAL(")) return Cell::Kind::kNumber;
  return type == "BOOLEAN" || IsNested(type) ? Cell::Kind::kJson : Cell::Kind::kText;
}

// Calls `row` with the texts of each chunk of a result whose columns are all VARCHAR.
void ReadTexts(Result& result, const std::vector<Cell::Kind>& kinds,
               const std::function<void(const std::vector<std::vector<Cell>>&)>& rows) {
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(*result.get())) {
    const auto free_chunk = [](duckdb_data_chunk taken) { duckdb_destroy_data_chunk(&taken); };
    const std::unique_ptr<duckdb_data_chunk_, decltype(free_chunk)> owner(chunk, free_chunk);
    const idx_t count = duckdb_data_chunk_get_size(chunk);
    std::vector<std::vector<Cell>> cells(count, std::vector<Cell>(kinds.size()));
    for (idx_t column = 0; column < kinds.size(); ++column) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
      auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      uint64_t* validity = duckdb_vector_get_validity(vector);
      for (idx_t row = 0; row < count; ++row) {
        if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) continue;
        cells[row][column] = {kinds[column], {duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])}};
      }
    }
    rows(cells);
  }
}

}  // namespace

struct Database::State {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;

  State() = default;
  ~State() {
    duckdb_disconnect(&connection);
    duckdb_close(&database);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // False when DuckDB refuses; the message is in the result.
  bool Run(const std::string& sql, Result& result) const {
    return duckdb_query(connection, sql.c_str(), result.get()) == kDuckDbSuccess;
  }

  // The columns of a statement that can stand behind FROM; none when it cannot.
  std::vector<ResultColumn> Describe(const std::string& from) const {
    std::vector<ResultColumn> columns;
    Result described;
    if (!Run("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")", described)) return columns;
    ReadTexts(described, {Cell::Kind::kText, Cell::Kind::kText}, [&](const std::vector<std::vector<Cell>>& rows) {
      for (const auto& row : rows) columns.push_back({row[0].text, row[1].text});
    });
    return columns;
  }

  // For statements that are no queries (EXPLAIN, SET, CREATE): their few values by way of the old interface.
  void QueryDirectly(const std::string& sql, const OnColumns& begin, const OnRows& rows) const {
    Result result;
    if (!Run(sql, result)) throw UserError(duckdb_result_error(result.get()));
    std::vector<ResultColumn> columns;
    for (idx_t column = 0; column < duckdb_column_count(result.get()); ++column) {
      columns.push_back({duckdb_column_name(result.get(), column), "VARCHAR"});
    }
    begin(columns);
    std::vector<std::vector<Cell>> cells(duckdb_row_count(result.get()));
    for (idx_t row = 0; row < cells.size(); ++row) {
      for (idx_t column = 0; column < columns.size(); ++column) {
        const std::unique_ptr<char, decltype(&duckdb_free)> text(duckdb_value_varchar(result.get(), column, row),
                                                                 &duckdb_free);
        cells[row].push_back(text ? Cell::Text(text.get()) : Cell::Null());
      }
    }
    rows(cells);
  }
};

std::string SqlText(std::string_view text) {
  return Quote(text, '\'');
}
std::string SqlName(std::string_view name) {
  return Quote(name, '"');
}

std::string Database::Version() {
  return duckdb_library_version();
}

Database::Database(const Options& options) : state_(std::make_unique<State>()) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != kDuckDbSuccess) throw SystemError("DuckDB: out of memory");
  const auto set = [&](const char* name, const std::string& value) {
    if (duckdb_set_config(config, name, value.c_str()) != kDuckDbSuccess) {
      throw InternalError(std::string("DuckDB does not know the setting ") + name);
    }
  };
  set("threads", std::to_string(options.threads));
  if (options.memory_bytes > 0) set("memory_limit", std::to_string(options.memory_bytes) + "B");
  set("temp_directory", options.temporary_folder);
  // A query never fetches code from the network.
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  char* error = nullptr;
  const bool opened = duckdb_open_ext(nullptr, &state_->database, config, &error) == kDuckDbSuccess;
  duckdb_destroy_config(&config);
  if (!opened) {
    const std::string message = error == nullptr ? "unknown reason" : error;
    duckdb_free(error);
    throw SystemError("DuckDB cannot start: " + message);
  }
  if (duckdb_connect(state_->database, &state_->connection) != kDuckDbSuccess) {
    throw SystemError("DuckDB cannot connect to its own database");
  }
}

Database::~Database() = default;

void Database::Execute(const std::string& sql) {
  Result result;
  if (!state_->Run(sql, result)) throw UserError(duckdb_result_error(result.get()));
}

void Database::Query(std::string_view sql, const OnColumns& begin, const OnRows& rows) {
  // DuckDB turns every value into text itself, nested ones into JSON: so only texts need to be read here. The line
  // break ends a comment at the statement's end.
  const std::string statement(Trimmed(sql));
  if (statement.empty()) throw UserError("the query is empty");
  const std::string from = "(" + statement + "\n)";
  const std::vector<ResultColumn> columns = state_->Describe(from);
  if (columns.empty()) {
    state_->QueryDirectly(statement, begin, rows);
    return;
  }
  std::string selected;
  std::string names;
  std::vector<Cell::Kind> kinds;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string name = "c" + std::to_string(i);
    const bool nested = IsNested(columns[i].type);
    selected +=
        (i > 0 ? ", " : "") + (nested ? "CAST(to_json(" + name + ") AS VARCHAR)" : "CAST(" + name + " AS VARCHAR)");
    names += (i > 0 ? ", " : "") + name;
    kinds.push_back(KindOf(columns[i].type));
  }
  Result result;
  if (!state_->Run("SELECT " + selected + " FROM " + from + " AS q(" + names + ")", result)) {
    throw UserError(duckdb_result_error(result.get()));
  }
  begin(columns);
  ReadTexts(result, kinds, rows);
}

}  // namespace millrace
