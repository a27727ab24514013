// Compares the three books of a project's rows: the item store of the ledger, the lake, and the warehouse with its
// `load_log`. Changes nothing. `millrace doctor` prints what is found.
//
// A difference is a fault when rows are missing or too many; the others are settled by the next load, or wait for
// somebody. While a load is at work the books differ anyway, so the caller looks at its lease first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "schema/table.h"
#include "storage/file_system.h"
#include "warehouse/connection.h"

namespace millrace {

struct BookDifference {
  bool is_fault = false;
  std::string what;
  std::string advice;
};

struct LakeBooks {
  uint64_t files_loaded = 0;
  uint64_t files_waiting = 0;  // new ones, and files of jobs that no load has seen yet
  std::vector<BookDifference> differences;
};

// The item store against a listing of the lake: files that are gone, changed, unknown, failed or left claimed.
LakeBooks CompareItemsWithLake(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project);

// The item store against `load_log`: loads that the warehouse does not know, and loads that read other rows than their
// files have.
std::vector<BookDifference> CompareItemsWithLog(Ledger& ledger, Connection& warehouse);

bool HasTable(Connection& warehouse, const std::string& schema, const std::string& table);

// Rows of a table, and how many it has by `load_log` and `expiry_log`.
struct TableBalance {
  int64_t found = 0;
  int64_t wanted = 0;
};
TableBalance BalanceOf(Connection& warehouse, const std::string& schema, TableId table);

// `load_log` and `expiry_log` against the number of rows that each table has.
std::vector<BookDifference> CompareTablesWithLog(Ledger& ledger, Connection& warehouse);

// The keys of the loaded lake files against those of the tables, each way. Reads the key columns of the whole lake.
// Where rows have expired, only what both sides must still have is compared: events and items of the days in the lake.
// `temporary_folder`: for copies of lake files in a store, and for what does not fit in memory.
std::vector<BookDifference> CompareKeys(FileSystem& files, Ledger& ledger, Connection& warehouse,
                                        const std::string& lake, const std::string& temporary_folder);

}  // namespace millrace
