#include "project/project_warehouse.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/store_address.h"
#include "core/warehouse_address.h"

namespace millrace {
namespace {

std::string Password() {
  for (const char* const name : {"MILLRACE_WAREHOUSE_PASSWORD", "PGPASSWORD"}) {
    const char* const password = std::getenv(name);
    if (password != nullptr && *password != '\0') return password;
  }
  return {};
}

// Says a line once: many requests may wait, one after the other, for the same holder.
std::function<void(const std::string& line)> EachOnce(std::function<void(const std::string& line)> say) {
  struct Said {
    std::mutex mutex;
    std::string last;
  };
  return [say = std::move(say), said = std::make_shared<Said>()](const std::string& line) {
    const std::lock_guard lock(said->mutex);
    if (!say || said->last == line) return;
    said->last = line;
    say(line);
  };
}

void CheckIsThere(const Config& config) {
  if (!HasWarehouse(config)) {
    FailAtKey(config, "warehouse.uri",
              "the project has no warehouse; to load the lake, remove `warehouse.uri: none` or name a warehouse");
  }
  const auto folder = std::filesystem::path(ParseWarehouseAddress(config.warehouse.uri).file).parent_path();
  std::error_code ignored;
  if (!folder.empty() && !std::filesystem::exists(folder, ignored)) {
    FailAtKey(
        config, "warehouse.uri",
        "the directory of the warehouse does not exist: " + folder.string() + "; create it, or name another file");
  }
}

// A multiple of the memory, but never so much that ledger and lake, which mostly share the disk, cannot be written.
uint64_t DefaultTemporaryBytes(uint64_t memory_bytes, const std::string& file) {
  constexpr uint64_t kTimesMemory = 16;
  constexpr uint64_t kLeast = 128ULL << 20;
  const uint64_t wanted = memory_bytes > UINT64_MAX / kTimesMemory ? UINT64_MAX : kTimesMemory * memory_bytes;
  std::error_code error;
  const auto space = std::filesystem::space(std::filesystem::absolute(file).parent_path(), error);
  return error ? wanted : std::max(kLeast, std::min<uint64_t>(wanted, space.available / 2));
}

}  // namespace

StopOfKept::StopOfKept(const std::stop_token& stop) : passed_on(stop, [this] { source.request_stop(); }) {}

Dialect DialectOf(const Config& config) {
  if (const auto dialect = ParseDialect(config.warehouse.dialect)) return *dialect;
  return ParseWarehouseAddress(config.warehouse.uri).kind == WarehouseKind::kPostgres ? Dialect::kPostgres
                                                                                      : Dialect::kDuckDb;
}

WarehouseOptions WarehouseOptionsOf(const Config& config) {
  const Config::Warehouse& warehouse = config.warehouse;
  WarehouseOptions options;
  options.uri = warehouse.uri;
  options.driver = warehouse.driver;
  options.dialect = ParseDialect(warehouse.dialect);
  options.password = Password();
  options.state_folder = config.state;
  options.memory_bytes = warehouse.memory_bytes;
  options.threads = config.processing.threads;
  const std::string file = ParseWarehouseAddress(warehouse.uri).file;
  if (file.empty()) return options;
  options.temporary_folder = file + ".tmp";
  options.temporary_bytes = warehouse.temporary_bytes.value_or(DefaultTemporaryBytes(warehouse.memory_bytes, file));
  // Loads read lake files, and copies and keys that they keep in the state directory.
  for (const std::string& folder : {config.lake, config.state}) {
    if (!IsStoreAddress(folder)) options.usable_folders.push_back(std::filesystem::absolute(folder).string());
  }
  return options;
}

bool HasWarehouse(const Config& config) {
  return config.warehouse.uri != kNoWarehouse;
}

bool IsWarehouseFileMissing(const Config& config) {
  const std::string file = ParseWarehouseAddress(config.warehouse.uri).file;
  if (file.empty()) return false;
  std::error_code error;
  const bool exists = std::filesystem::exists(file, error);
  if (error) throw SystemError("cannot open warehouse " + file + ": " + error.message());
  return !exists;
}

std::shared_ptr<Warehouse> OpenProjectWarehouse(Project& project,
                                                const std::function<void(const std::string& line)>& on_wait,
                                                const std::stop_token& stop) {
  const Config& config = project.config();
  CheckIsThere(config);
  OpenedWarehouse& opened = project.warehouse();
  std::unique_lock lock(opened.mutex);
  if (!opened.ended.wait(lock, stop, [&] { return !opened.is_opening; })) {
    throw Cancelled("waiting for the warehouse was cancelled");
  }
  if (auto shared = opened.shared.lock()) return shared;
  // Without the lock: others may give up meanwhile.
  opened.is_opening = true;
  const bool is_kept = opened.is_kept;
  const auto kept_on_wait = opened.on_wait;
  const auto of_kept = is_kept ? std::make_shared<StopOfKept>(opened.stop) : nullptr;
  lock.unlock();
  std::shared_ptr<Warehouse> warehouse;
  try {
    if (is_kept) {
      // The wait ends with the caller's stop, too; afterwards only that of the process counts.
      const std::stop_callback passed_on(stop, [&] { of_kept->source.request_stop(); });
      warehouse = OpenWarehouse(WarehouseOptionsOf(config), kept_on_wait, of_kept->source.get_token());
    } else {
      warehouse = OpenWarehouse(WarehouseOptionsOf(config), on_wait, stop);
    }
    if (is_kept && of_kept->source.stop_requested()) throw Cancelled("waiting for the warehouse was cancelled");
  } catch (...) {
    warehouse.reset();  // closed without the lock
    lock.lock();
    opened.is_opening = false;
    opened.ended.notify_all();
    throw;
  }
  lock.lock();
  opened.is_opening = false;
  opened.ended.notify_all();
  opened.shared = warehouse;
  if (is_kept) opened.stop_of_kept = of_kept;
  if (opened.is_kept) opened.kept = warehouse;
  return warehouse;
}

std::shared_ptr<Warehouse> OpenProjectWarehouseToRead(Project& project,
                                                      const std::function<void(const std::string& line)>& on_wait,
                                                      const std::stop_token& stop) {
  const Config& config = project.config();
  CheckIsThere(config);
  if (!config.warehouse.driver.empty() || !IsWarehouseFileMissing(config)) {
    return OpenProjectWarehouse(project, on_wait, stop);
  }
  WarehouseOptions options;
  options.uri = "duckdb:";
  options.memory_bytes = config.warehouse.memory_bytes;
  options.threads = config.processing.threads;
  return OpenWarehouse(options);
}

KeptWarehouse::KeptWarehouse(Project& project, std::function<void(const std::string& line)> on_wait,
                             std::stop_token stop)
    : project_(project) {
  OpenedWarehouse& opened = project.warehouse();
  const std::lock_guard lock(opened.mutex);
  MILLRACE_CHECK(!opened.is_kept);
  opened.is_kept = true;
  opened.on_wait = EachOnce(std::move(on_wait));
  opened.stop = std::move(stop);
}

KeptWarehouse::~KeptWarehouse() {
  OpenedWarehouse& opened = project_.warehouse();
  std::shared_ptr<Warehouse> last;  // closed without the lock
  const std::lock_guard lock(opened.mutex);
  last = std::move(opened.kept);
  opened.is_kept = false;
  opened.on_wait = {};
  opened.stop = {};
}

}  // namespace millrace
