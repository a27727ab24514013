#include "warehouse/shared_warehouse.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include <sys/stat.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "warehouse/remote_connection.h"

namespace millrace {
namespace {

constexpr auto kPause = std::chrono::milliseconds(20);
constexpr auto kSilentWait = std::chrono::seconds(1);

// A connection that changes to the next owner between two transactions, when the old one has left.
class SharedConnection : public Connection {
 private:
  // Repeats what an owner that left did not begin with. Within a transaction no owner leaves.
  template <typename Call>
  auto WithOwner(const Call& call) {
    while (true) {
      try {
        return call(*current_);
      } catch (const OwnerLeft&) {
        auto next = warehouse_->ConnectDirectly();
        const std::lock_guard lock(mutex_);
        current_ = std::move(next);
      }
    }
  }

 public:
  explicit SharedConnection(std::shared_ptr<SharedWarehouse> warehouse)
      : warehouse_(std::move(warehouse)), current_(warehouse_->ConnectDirectly()) {}

  Dialect dialect() const override { return Dialect::kDuckDb; }
  std::string version() override {
    return WithOwner([](Connection& current) { return current.version(); });
  }
  bool ReadsLakeFiles() const override { return true; }
  std::string Submit(const SqlRequest& request) override {
    return WithOwner([&](Connection& current) { return current.Submit(request); });
  }
  RequestState Poll(const std::string& id, std::chrono::milliseconds wait) override { return current_->Poll(id, wait); }
  void Cancel(const std::string& id) override {
    const std::lock_guard lock(mutex_);
    current_->Cancel(id);
  }
  Result Fetch(const std::string& id) override { return current_->Fetch(id); }
  int64_t Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                 const std::stop_token& stop) override {
    return WithOwner([&](Connection& current) { return current.Append(schema, table, rows, stop); });
  }
  void Begin(TransactionAccess access) override {
    WithOwner([&](Connection& current) { return current.Begin(access); });
  }
  void Commit() override { current_->Commit(); }
  void Rollback() override { current_->Rollback(); }

 private:
  const std::shared_ptr<SharedWarehouse> warehouse_;
  std::mutex mutex_;  // of the change, for Cancel
  std::unique_ptr<Connection> current_;
};

}  // namespace

SharedWarehouse::SharedWarehouse(AdbcSettings settings, std::string socket_path, std::string temporary_folder,
                                 OnWait on_wait, const std::stop_token& stop)
    : settings_(std::move(settings)),
      socket_path_(std::move(socket_path)),
      temporary_folder_(std::move(temporary_folder)),
      on_wait_(std::move(on_wait)),
      stop_(stop) {
  // The file is there from now on, and an address that is wrong shows at once.
  ConnectDirectly();
}

SharedWarehouse::~SharedWarehouse() {
  if (owner_ == nullptr) return;
  owner_->Close(on_wait_, stop_);
  std::error_code ignored;
  if (!temporary_folder_.empty()) std::filesystem::remove_all(temporary_folder_, ignored);
}

std::unique_ptr<Connection> SharedWarehouse::Connect() {
  return std::make_unique<SharedConnection>(shared_from_this());
}

std::unique_ptr<Connection> SharedWarehouse::ConnectDirectly() {
  const std::lock_guard lock(mutex_);
  const auto begin = std::chrono::steady_clock::now();
  bool has_said = false;
  while (own_ == nullptr) {
    if (auto remote = RemoteConnection::Connect(socket_path_)) return remote;
    if (BecomeOwner()) break;
    if (stop_.stop_requested()) throw Cancelled("waiting for the warehouse was cancelled");
    if (!has_said && std::chrono::steady_clock::now() - begin > kSilentWait) {
      has_said = true;
      if (on_wait_) on_wait_("waiting for the warehouse " + settings_.place + ", which another process holds");
    }
    std::this_thread::sleep_for(kPause);
  }
  return own_->Connect();
}

bool SharedWarehouse::BecomeOwner() {
  std::shared_ptr<AdbcWarehouse> own;
  try {
    own = std::make_shared<AdbcWarehouse>(settings_);
  } catch (const WarehouseError& error) {
    if (error.fault() == WarehouseFault::kBusy) return false;
    throw;
  }
  if (!temporary_folder_.empty()) {
    // Only an owner uses it; what is there is a killed one's.
    std::error_code ignored;
    std::filesystem::remove_all(temporary_folder_, ignored);
    if (::mkdir(temporary_folder_.c_str(), 0700) != 0) {
      throw SystemError("cannot create the directory " + temporary_folder_ + ": " + std::strerror(errno));
    }
  }
  std::error_code ignored;  // the owner says that it cannot listen
  std::filesystem::create_directories(std::filesystem::path(socket_path_).parent_path(), ignored);
  owner_ = std::make_unique<Owner>(socket_path_, [own] { return own->Connect(); });
  own_ = std::move(own);
  return true;
}

}  // namespace millrace
