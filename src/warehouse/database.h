// The embedded warehouse for queries: one in-memory DuckDB database with one connection. Results are Arrow batches. Not
// thread-safe; DuckDB itself runs a query on several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace arrow {
class RecordBatch;
}

namespace millrace {

struct ResultColumn {
  // What the text of a value is.
  enum class Kind : uint8_t { kText, kNumber, kJson };

  std::string name;
  std::string type;  // as DuckDB writes it: VARCHAR, MAP(VARCHAR, VARCHAR)
  Kind kind = Kind::kText;
};

// Values of the engine's own types, or all of them as texts in DuckDB's notation, nested ones as JSON.
enum class ResultForm : uint8_t { kTyped, kText };

class Database {
 public:
  struct Options {
    int threads = 1;
    uint64_t memory_bytes = 0;     // 0: DuckDB's own limit
    std::string temporary_folder;  // for what does not fit; empty: nothing is spilled
  };

  // The library's version. Loads it.
  static std::string Version();

  // Throws SystemError when the database cannot be opened.
  explicit Database(const Options& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs statements whose result nobody wants. Throws UserError with DuckDB's words.
  void Execute(const std::string& sql);

  // Runs one statement (more than one is a UserError); `begin` gets its columns, `rows` one batch after the other. A
  // statement that is no query (EXPLAIN, SET, CREATE) gives texts in either form. Throws UserError with DuckDB's words,
  // and Cancelled once a stop is requested.
  using OnColumns = std::function<void(const std::vector<ResultColumn>&)>;
  using OnBatch = std::function<void(const std::shared_ptr<arrow::RecordBatch>&)>;
  void Query(std::string_view sql, ResultForm form, const OnColumns& begin, const OnBatch& rows,
             const std::stop_token& stop = {});

  // Runs one query and writes its rows, in the engine's own types, as a Parquet file. Throws like Query.
  void WriteParquet(std::string_view sql, const std::string& path, const std::stop_token& stop = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
