#include "warehouse/connection.h"

#include <filesystem>

#include "core/testing/temporary_folder.h"
#include "warehouse/testing/connection_contract.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

WarehouseOptions OptionsOf(const std::string& uri) {
  WarehouseOptions options;
  options.uri = uri;
  options.threads = 2;
  return options;
}

// One folder of the test program; each test has a file of its own.
std::string NewFile() {
  static const TemporaryFolder folder;
  static int files = 0;
  return folder.path() + "/" + std::to_string(++files) + ".duckdb";
}

INSTANTIATE_TEST_SUITE_P(DuckDbInMemory, ConnectionContract,
                         ::testing::Values(ConnectionEngine{"memory",
                                                            [] { return OpenWarehouse(OptionsOf("duckdb:")); }}));
INSTANTIATE_TEST_SUITE_P(DuckDbFile, ConnectionContract,
                         ::testing::Values(ConnectionEngine{"file",
                                                            [] { return OpenWarehouse(OptionsOf(NewFile())); }}));
INSTANTIATE_TEST_SUITE_P(Postgres, ConnectionContract,
                         ::testing::Values(ConnectionEngine{
                             "postgres", [] { return OpenWarehouse(OptionsOf(PostgresServer::Shared().uri())); }}));

}  // namespace
}  // namespace millrace
