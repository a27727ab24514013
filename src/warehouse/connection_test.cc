#include "warehouse/connection.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "core/sql_text.h"
#include "core/testing/temporary_folder.h"
#include "warehouse/adbc_driver.h"
#include "warehouse/owner.h"
#include "warehouse/remote_connection.h"
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
// Sessions of an owner in this process, through its socket.
class ThroughOwner : public Warehouse {
 public:
  ThroughOwner() {
    options_.state_folder = options_.uri + ".state";
    owner_ = OpenWarehouse(options_);
  }
  std::unique_ptr<Connection> Connect() override {
    return RemoteConnection::Connect(OwnerSocketPath(options_.state_folder, options_.uri));
  }

 private:
  WarehouseOptions options_ = OptionsOf(NewFile());
  std::shared_ptr<Warehouse> owner_;
};
INSTANTIATE_TEST_SUITE_P(DuckDbThroughItsOwner, ConnectionContract,
                         ::testing::Values(ConnectionEngine{"owner", [] { return std::make_shared<ThroughOwner>(); }}));
INSTANTIATE_TEST_SUITE_P(Postgres, ConnectionContract,
                         ::testing::Values(ConnectionEngine{
                             "postgres", [] { return OpenWarehouse(OptionsOf(PostgresServer::Shared().uri())); }}));

// What opening and connecting throws.
WarehouseFault FaultOf(const WarehouseOptions& options, std::string* message = nullptr) {
  try {
    OpenWarehouse(options)->Connect();
  } catch (const WarehouseError& error) {
    if (message != nullptr) *message = error.what();
    return error.fault();
  }
  throw std::runtime_error("it was opened");
}

TEST(ConnectionFaults, APasswordIsNeededRightAndNeverShown) {
  WarehouseOptions options = OptionsOf(PostgresServer::Shared().uri("reader"));
  std::string message;
  EXPECT_EQ(FaultOf(options, &message), WarehouseFault::kCredentials);
  EXPECT_NE(message.find("MILLRACE_WAREHOUSE_PASSWORD"), std::string::npos) << message;
  options.password = "wrong, 100 %";
  EXPECT_EQ(FaultOf(options, &message), WarehouseFault::kCredentials);
  EXPECT_NE(message.find("password authentication failed"), std::string::npos) << message;
  EXPECT_EQ(message.find("100"), std::string::npos) << message;
  options.password = "right & secret";
  EXPECT_EQ(OpenWarehouse(options)->Connect()->QueryRows("SELECT current_user").Text(0, 0), "reader");
}

TEST(ConnectionFaults, AddressesThatAreWrong) {
  EXPECT_THROW(OpenWarehouse(OptionsOf("postgresql://nobody@/postgres?host=" + TemporaryFolder().path()))->Connect(),
               WarehouseError)
      << "no server";
  const std::string shared = PostgresServer::Shared().uri();
  std::string no_database = shared;
  no_database.replace(no_database.find("/postgres?"), 10, "/nosuch?");
  EXPECT_THROW(OpenWarehouse(OptionsOf(no_database)), UserError);
  EXPECT_THROW(OpenWarehouse(OptionsOf(shared + "&nosuch=1")), UserError);
  EXPECT_THROW(OpenWarehouse(OptionsOf("nosuch://host")), UserError) << "no driver";
  EXPECT_THROW(OpenWarehouse(OptionsOf("/nosuch/w.duckdb")), UserError);
  WarehouseOptions options = OptionsOf("other://host");
  options.driver = "/nosuch/driver.so";
  EXPECT_THROW(OpenWarehouse(options), UserError) << "no dialect";
  options.dialect = Dialect::kRedshift;
  EXPECT_THROW(OpenWarehouse(options), UserError) << "no library";
  options.driver = "libm.so.6";
  EXPECT_THROW(OpenWarehouse(options), UserError) << "no driver";
}

TEST(ConnectionFaults, AFileThatIsNoDatabaseStays) {
  const std::string file = NewFile();
  std::ofstream(file) << std::string(20'000, 'x');
  EXPECT_EQ(FaultOf(OptionsOf(file)), WarehouseFault::kData);
  EXPECT_EQ(std::filesystem::file_size(file), 20'000u);
}

TEST(ConnectionFaults, ADriverByItsPathIsUsed) {
  WarehouseOptions options = OptionsOf(PostgresServer::Shared().uri());
  options.driver = kPostgresDriver;
  options.dialect = Dialect::kRedshift;
  const auto connection = OpenWarehouse(options)->Connect();
  EXPECT_EQ(connection->dialect(), Dialect::kRedshift);
  EXPECT_FALSE(connection->ReadsLakeFiles());
  EXPECT_EQ(connection->QueryRows("SELECT 1").Integer(0, 0), 1);
}

TEST(ConnectionFaults, AConnectionThatIsLostIsReplaced) {
  PostgresServer& server = PostgresServer::Shared();
  const auto warehouse = OpenWarehouse(OptionsOf(server.uri()));
  const auto connection = warehouse->Connect();
  connection->Execute("CREATE TABLE lost (i INTEGER)");
  connection->Begin(TransactionAccess::kWrite);
  connection->Execute("INSERT INTO lost VALUES (1)");
  server.KillBackends();
  for (const auto& call : std::vector<std::function<void()>>{
           [&] { connection->Execute("INSERT INTO lost VALUES (2)"); }, [&] { connection->Rollback(); },
           [&] { connection->QueryRows("SELECT 1"); }}) {
    try {
      call();
      ADD_FAILURE() << "the connection lives";
    } catch (const WarehouseError& error) {
      EXPECT_TRUE(error.connection_lost()) << error.what();
      EXPECT_TRUE(error.is_retryable());
    }
  }
  const auto next = warehouse->Connect();
  EXPECT_EQ(next->QueryRows("SELECT count(*) FROM lost").Integer(0, 0), 0);
  next->Execute("DROP TABLE lost");
}

TEST(ConnectionFaults, AServerThatStopsInTheMiddleComesBack) {
  PostgresServer server;
  const auto warehouse = OpenWarehouse(OptionsOf(server.uri()));
  const auto connection = warehouse->Connect();
  connection->Execute("CREATE TABLE a (i INTEGER)");
  // In the middle of the rows.
  const auto rows = connection->Query("SELECT i FROM generate_series(1, 20000000) AS g(i)");
  EXPECT_NE(NextBatch(*rows), nullptr);
  server.Stop();
  try {
    while (NextBatch(*rows) != nullptr) {
    }
    ADD_FAILURE() << "all rows came";
  } catch (const WarehouseError& error) {
    EXPECT_TRUE(error.connection_lost()) << error.what();
  }
  EXPECT_THROW(warehouse->Connect(), WarehouseError);
  server.Start();
  // In the middle of an append.
  const auto again = warehouse->Connect();
  std::jthread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    server.KillBackends();
  });
  const auto memory = OpenWarehouse(OptionsOf("duckdb:"))->Connect();
  EXPECT_THROW(again->Append("public", "a", *memory->Query("SELECT range::INTEGER AS i FROM range(20000000)")),
               WarehouseError);
  killer.join();
  EXPECT_EQ(warehouse->Connect()->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 0);
}

TEST(DuckDbFile, HasTheNewestFormatAndNoLogAfterItsEnd) {
  const std::string file = NewFile();
  {
    const auto warehouse = OpenWarehouse(OptionsOf(file));
    const auto connection = warehouse->Connect();
    connection->Execute("CREATE TABLE a AS SELECT range AS i FROM range(10)");
    const std::string tags =
        connection->QueryRows("SELECT tags['storage_version'] FROM duckdb_databases() WHERE path IS NOT NULL")
            .Text(0, 0);
    EXPECT_EQ(tags.find("v1.5"), 0u) << tags;
    EXPECT_EQ(connection->QueryRows("SELECT current_setting('TimeZone')").Text(0, 0), "UTC");
  }
  EXPECT_FALSE(std::filesystem::exists(file + ".wal"));
  const auto connection = OpenWarehouse(OptionsOf(file))->Connect();
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 10);
  // Named as the file, or as anything else that an app may be called.
  for (const std::string& name :
       {std::filesystem::path(file).stem().string(), std::string("warehouse"), std::string("millrace")}) {
    connection->Execute("CREATE SCHEMA \"" + name + "\"");
    connection->Execute("CREATE TABLE \"" + name + "\".t AS SELECT 1 AS i");
    EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM \"" + name + "\".t").Integer(0, 0), 1) << name;
  }
}

TEST(DuckDbFile, SpillsNoMoreThanItMay) {
  const TemporaryFolder spill;
  WarehouseOptions options = OptionsOf(NewFile());
  options.temporary_folder = spill.path();
  options.memory_bytes = 60'000'000;
  options.temporary_bytes = 1'000'000;
  const auto connection = OpenWarehouse(options)->Connect();
  connection->Execute("CREATE TABLE t AS SELECT range AS i FROM range(10)");
  EXPECT_THROW(connection->Execute("CREATE TEMP TABLE wide AS SELECT md5(range::VARCHAR) || md5((range + 1)::VARCHAR) "
                                   "AS s FROM range(1500000)"),
               std::runtime_error);
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM t").Integer(0, 0), 10) << "other statements go on";
}

TEST(DuckDbFile, StatementsUseFilesOfTheirFoldersOnly) {
  const TemporaryFolder lake, elsewhere, spill;
  WarehouseOptions options = OptionsOf(NewFile());
  options.usable_folders = {lake.path()};
  options.temporary_folder = spill.path();
  options.memory_bytes = 60'000'000;
  const auto warehouse = OpenWarehouse(options);
  const auto connection = warehouse->Connect();
  const std::string rows = SqlText(lake.path() + "/a.parquet");
  connection->Execute("COPY (SELECT range AS i FROM range(10)) TO " + rows + " (FORMAT parquet)");
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM read_parquet(" + rows + ")").Integer(0, 0), 10);
  const std::vector<std::string> refused = {"SELECT * FROM read_csv('/etc/passwd')",
                                            "SELECT * FROM read_text(" + SqlText(lake.path() + "/../x") + ")",
                                            "COPY (SELECT 1) TO " + SqlText(elsewhere.path() + "/a.csv"),
                                            "ATTACH " + SqlText(elsewhere.path() + "/b.duckdb"),
                                            "SET GLOBAL enable_external_access = true",
                                            "SET threads = 2",
                                            "LOAD httpfs",
                                            "INSTALL httpfs"};
  for (const std::string& statement : refused) {
    EXPECT_THROW(connection->Execute(statement), UserError) << statement;
  }
  // The file of the warehouse and what does not fit in memory are the engine's own.
  connection->Execute("CREATE TABLE t AS SELECT range AS i, md5(range::VARCHAR) AS s FROM range(2000000)");
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM (SELECT s FROM t ORDER BY s LIMIT 1900000)").Integer(0, 0),
            1'900'000);
  connection->Execute("CHECKPOINT");
  EXPECT_EQ(warehouse->Connect()->QueryRows("SELECT count(*) FROM t").Integer(0, 0), 2'000'000);
}

TEST(DuckDbFile, TheMemoryLimitHolds) {
  const TemporaryFolder spill;
  WarehouseOptions options = OptionsOf(NewFile());
  options.memory_bytes = 64U << 20;
  const std::string query =
      "SELECT count(*) FROM (SELECT DISTINCT i % 5000000 AS k, i::TEXT AS t FROM range(6000000) r(i))";
  try {
    OpenWarehouse(options)->Connect()->QueryRows(query);
    ADD_FAILURE() << "nothing can be spilled";
  } catch (const WarehouseError& error) {
    EXPECT_EQ(error.fault(), WarehouseFault::kNoSpace) << error.what();
  }
  options.temporary_folder = spill.path();
  EXPECT_EQ(OpenWarehouse(options)->Connect()->QueryRows(query).Integer(0, 0), 6'000'000);
}

}  // namespace
}  // namespace millrace
