#include "warehouse/adbc_warehouse.h"

#include <utility>

#include "core/sql_text.h"
#include "core/warehouse_address.h"
#include "warehouse/adbc_session.h"

namespace millrace {
namespace {

// Schemas of apps have their own names, so the catalog has one that no app has. If the file were the main database, the
// catalog would be called as the file.
constexpr std::string_view kCatalog = "millrace_warehouse";

AdbcSettings DuckDbSettings(const WarehouseOptions& options, const std::string& file) {
  AdbcSettings settings{.driver = kDuckDbDriver,
                        .options = {{"path", ":memory:"},
                                    {"threads", std::to_string(options.threads)},
                                    {"temp_directory", options.temporary_folder},
                                    // Rows are written as threads deliver them: a quarter less time for loads, and
                                    // no batches that wait in memory for earlier ones.
                                    {"preserve_insertion_order", "false"},
                                    // Nothing must ever download code from the network.
                                    {"autoinstall_known_extensions", "false"},
                                    {"autoload_known_extensions", "false"}},
                        .database_statements = {"SET GLOBAL TimeZone = 'UTC'"},
                        .session_statements = {},
                        .place = file.empty() ? "in memory" : file,
                        .dialect = Dialect::kDuckDb,
                        .reads_files = true};
  if (options.memory_bytes > 0) {
    settings.options.emplace_back("memory_limit", std::to_string(options.memory_bytes) + "B");
  }
  if (options.temporary_bytes > 0 && !options.temporary_folder.empty()) {
    // As a statement: what it has been opened with, DuckDB shows, but does not keep to.
    settings.database_statements.push_back("SET GLOBAL max_temp_directory_size = '" +
                                           std::to_string(options.temporary_bytes) + "B'");
  }
  if (!file.empty()) {
    // The newest storage format writes faster, and a third less.
    settings.database_statements.push_back("ATTACH " + SqlText(file) + " AS " + std::string(kCatalog) +
                                           " (STORAGE_VERSION 'latest')");
    settings.session_statements.push_back("USE " + std::string(kCatalog));
    // Once the file is attached: from here on nothing opens the engine again, whatever a statement says.
    if (!options.usable_folders.empty()) {
      std::string folders;
      for (const std::string& folder : options.usable_folders)
        folders += (folders.empty() ? "" : ", ") + SqlText(folder);
      for (const std::string& setting :
           {"allowed_directories = [" + folders + "]", std::string("enable_external_access = false"),
            std::string("lock_configuration = true")}) {
        settings.database_statements.push_back("SET GLOBAL " + setting);
      }
    }
  }
  return settings;
}

AdbcSettings ServerSettings(const WarehouseOptions& options, const std::string& driver, Dialect dialect) {
  AdbcSettings settings{.driver = driver,
                        .options = {},
                        .database_statements = {},
                        .session_statements = {"SET TIME ZONE 'UTC'"},
                        .place = MaskedUri(options.uri),
                        .dialect = dialect,
                        .reads_files = dialect == Dialect::kDuckDb};
  if (driver == kPostgresDriver) {
    // libpq would print notices on stderr.
    settings.session_statements.emplace_back("SET client_min_messages = error");
    settings.options.emplace_back("uri", UriWithPassword(options.uri, options.password));
  } else {
    settings.options.emplace_back("uri", options.uri);
    if (!options.password.empty()) settings.options.emplace_back("password", options.password);
  }
  if (dialect == Dialect::kDuckDb) settings.session_statements = {"SET TimeZone = 'UTC'"};
  return settings;
}

}  // namespace

AdbcSettings AdbcSettingsOf(const WarehouseOptions& options) {
  const WarehouseAddress address = ParseWarehouseAddress(options.uri);
  if (address.kind == WarehouseKind::kDuckDb && options.driver.empty()) return DuckDbSettings(options, address.file);
  const bool is_postgres = address.kind == WarehouseKind::kPostgres;
  if (!is_postgres && options.driver.empty()) {
    throw UserError("no driver is known for the warehouse " + MaskedUri(options.uri) +
                    "; set the config key `warehouse.driver`");
  }
  if (!is_postgres && !options.dialect) {
    throw UserError("the dialect of the warehouse " + MaskedUri(options.uri) +
                    " is not known; set the config key `warehouse.dialect`");
  }
  return ServerSettings(options, options.driver.empty() ? kPostgresDriver : options.driver,
                        options.dialect.value_or(Dialect::kPostgres));
}

AdbcWarehouse::AdbcWarehouse(AdbcSettings settings) : settings_(std::move(settings)) {
  Open();
}

void AdbcWarehouse::Open() {
  auto database =
      std::make_shared<AdbcDatabaseHandle>(LoadAdbcDriver(settings_.driver), settings_.options, settings_.place);
  AdbcConnection session = database->OpenSession(settings_.database_statements);
  AdbcFailure ignored;
  database->driver().ConnectionRelease(&session, ignored.get());
  database_ = std::move(database);
}

std::unique_ptr<Connection> AdbcWarehouse::Connect() {
  const std::lock_guard lock(mutex_);
  if (database_ != nullptr && database_->is_lost() && settings_.dialect == Dialect::kDuckDb) {
    if (database_.use_count() > 1) {
      throw WarehouseError(WarehouseFault::kBusy, "the warehouse " + settings_.place +
                                                      " has to be opened again, but other connections still use it");
    }
    database_ = nullptr;
  }
  if (database_ == nullptr) Open();
  AdbcConnection session = database_->OpenSession(settings_.session_statements);
  return std::make_unique<AdbcSession>(database_, session, settings_.dialect, settings_.reads_files);
}

}  // namespace millrace
