// Addresses of a warehouse: a DuckDB file, a PostgreSQL server, or something that only a driver understands. Pure
// functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

// In place of an address: the project has no warehouse.
inline constexpr std::string_view kNoWarehouse = "none";

enum class WarehouseKind : uint8_t { kDuckDb, kPostgres, kOther };

struct WarehouseAddress {
  WarehouseKind kind = WarehouseKind::kDuckDb;
  std::string file;  // of DuckDB; empty: in memory
};

// `duckdb:FILE` and a path without a scheme are DuckDB files, `duckdb:` is a database in memory;
// `postgresql://user@host/database` and `postgres://…` are servers.
WarehouseAddress ParseWarehouseAddress(std::string_view uri);

// Whether a password is written into it: after the user's name, or as a parameter `password`.
bool HasPassword(std::string_view uri);
// The same address with `***` in place of its passwords, for messages.
std::string MaskedUri(std::string_view uri);
// The address of a PostgreSQL server with a password as a parameter; as it is, if the password is empty.
std::string UriWithPassword(std::string_view uri, std::string_view password);

}  // namespace millrace
