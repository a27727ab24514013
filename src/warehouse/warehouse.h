// A warehouse, and the sessions that it gives: the DuckDB file of the project, a PostgreSQL server, or any engine with
// an ADBC driver. Also the embedded DuckDB that reads lake files, whatever the warehouse is.
//
// One process holds a DuckDB file (DuckDB lets one process write and none beside it read). The others reach it through
// a socket in the state folder; their connections look the same (owner.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/connection.h"

namespace millrace {

struct WarehouseOptions {
  // `duckdb:FILE` or a path, `duckdb:` for one in memory, `postgresql://user@host/database`, or what `driver` takes.
  // Never has a password.
  std::string uri;
  std::string driver;              // a shared library; empty: by the scheme of the URI
  std::optional<Dialect> dialect;  // unset: by the scheme of the URI
  std::string password;            // empty: none
  std::string state_folder;        // of the owner's socket; empty: the file is not shared
  // DuckDB: what does not fit in memory; empty: nothing is spilled. Of a shared file the folder is its own: created for
  // this user alone, emptied by each owner, and removed.
  std::string temporary_folder;
  // Of a DuckDB file: the directories whose files its statements may use. The engine refuses all others then, and every
  // extension and change of its settings. Empty: it may use any file.
  std::vector<std::string> usable_folders;
  uint64_t memory_bytes = 0;     // DuckDB; 0: its own limit
  uint64_t temporary_bytes = 0;  // that DuckDB may spill; 0: its own limit
  int threads = 1;               // DuckDB
};

class Warehouse {
 public:
  virtual ~Warehouse() = default;
  // A new session; sessions of one warehouse work side by side, each in a thread of its own. Any thread. The connection
  // keeps what it needs of the warehouse alive.
  virtual std::unique_ptr<Connection> Connect() = 0;
};

// Opens or creates it. Of a DuckDB file that another process holds and does not share (yet), it waits; `on_wait` gets
// one line that says so, once. Throws UserError when the URI or the driver is wrong, WarehouseError, and Cancelled.
std::shared_ptr<Warehouse> OpenWarehouse(const WarehouseOptions& options,
                                         const std::function<void(const std::string& line)>& on_wait = {},
                                         const std::stop_token& stop = {});

}  // namespace millrace
