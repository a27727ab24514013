// The embedded warehouse, as far as queries need it: one DuckDB database in memory with one connection. Results come as
// cells of texts (core/table_print.h), chunk by chunk. Not thread-safe; DuckDB runs a query on several threads itself.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/table_print.h"

namespace millrace {

struct ResultColumn {
  std::string name;
  std::string type;  // as DuckDB writes it: VARCHAR, MAP(VARCHAR, VARCHAR)
};

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

  // Runs one statement; `begin` gets its columns, `rows` each chunk of its rows. Throws UserError with DuckDB's words.
  using OnColumns = std::function<void(const std::vector<ResultColumn>&)>;
  using OnRows = std::function<void(const std::vector<std::vector<Cell>>&)>;
  void Query(std::string_view sql, const OnColumns& begin, const OnRows& rows);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A text as an SQL literal, a name as an SQL identifier.
std::string SqlText(std::string_view text);
std::string SqlName(std::string_view name);

}  // namespace millrace
