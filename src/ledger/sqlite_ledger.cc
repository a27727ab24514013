#include "ledger/sqlite_ledger.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include <unistd.h>

#include "core/error.h"
#include "core/log.h"
#include "ledger/sqlite.h"
#include "ledger/sqlite_access.h"
#include "ledger/sqlite_console_documents.h"
#include "ledger/sqlite_expiries.h"
#include "ledger/sqlite_failing_files.h"
#include "ledger/sqlite_jobs.h"
#include "ledger/sqlite_leases.h"
#include "ledger/sqlite_listings.h"
#include "ledger/sqlite_load_items.h"
#include "ledger/sqlite_metadata.h"
#include "ledger/sqlite_outputs.h"
#include "ledger/sqlite_places.h"
#include "ledger/sqlite_raw_files.h"
#include "ledger/sqlite_replays.h"
#include "ledger/sqlite_rereads.h"
#include "ledger/sqlite_schedules.h"
#include "ledger/sqlite_schema.h"
#include "ledger/sqlite_warehouse_marks.h"
#include "ledger/sqlite_workflows.h"

namespace millrace {
namespace {

constexpr const char* kBusyTimeout = "PRAGMA busy_timeout = 10000";

// The leases of the thread that sends heartbeats.
class HeartbeatLeases : public LeaseStore {
 public:
  explicit HeartbeatLeases(const std::string& path) : connection_(path) {
    connection_.Run(kBusyTimeout);
    // A heartbeat need not survive a power failure, because its process does not. Checkpoints are synced.
    connection_.Run("PRAGMA synchronous = NORMAL");
  }
  Lease Find(std::string_view name) override { return leases_.Find(name); }
  std::optional<int64_t> Take(const Lease& seen, const ProcessIdentity& owner, int64_t now_ns) override {
    return leases_.Take(seen, owner, now_ns);
  }
  bool Beat(std::string_view name, int64_t fence) override { return leases_.Beat(name, fence); }
  void GiveBack(std::string_view name, int64_t fence) override { leases_.GiveBack(name, fence); }

 private:
  SqliteConnection connection_;
  SqliteLeases leases_{connection_};
};

class SqliteLedger : public Ledger {
 public:
  SqliteLedger(std::unique_ptr<SqliteConnection> connection, std::string path)
      : path_(std::move(path)), owned_(std::move(connection)) {}

  JobStore& jobs() override { return jobs_; }
  RawFileStore& raw_files() override { return raw_files_; }
  FailingFileStore& failing_files() override { return failing_files_; }
  ListingStore& listings() override { return listings_; }
  RereadStore& rereads() override { return rereads_; }
  OutputStore& outputs() override { return outputs_; }
  ReplayStore& replays() override { return replays_; }
  WorkflowStore& workflows() override { return workflows_; }
  ScheduleStore& schedules() override { return schedules_; }
  PlaceStore& places() override { return places_; }
  LoadItemStore& load_items() override { return load_items_; }
  MetadataStore& metadata() override { return metadata_; }
  ExpiryStore& expiries() override { return expiries_; }
  WarehouseMarkStore& warehouse_marks() override { return warehouse_marks_; }
  AccessTokenStore& access_tokens() override { return access_tokens_; }
  AuditLog& audit_log() override { return audit_log_; }
  ConsoleDocumentStore& console_documents() override { return console_documents_; }
  LeaseStore& leases() override { return leases_; }
  std::unique_ptr<LeaseStore> OpenLeases() override { return std::make_unique<HeartbeatLeases>(path_); }

  LedgerSummary Summary() override {
    const auto number = [&](const std::string& sql) { return static_cast<uint64_t>(connection_.Number(sql)); };
    const std::string done = " JOIN jobs ON no = job WHERE state = 'committed'";
    return {.files_done = number("SELECT count(*) FROM raw_files" + done),
            .bytes_done = number("SELECT ifnull(sum(size), 0) FROM raw_files" + done),
            .jobs_committed = number("SELECT count(*) FROM jobs WHERE state = 'committed'"),
            .jobs_failed = number("SELECT count(*) FROM jobs WHERE " + std::string(kJobIsDead)),
            .rejects_replayed = number("SELECT count(*) FROM replayed" + done)};
  }

  void CopyTo(const std::string& path) override {
    SqliteStatement(connection_, "VACUUM INTO ?").Bind(path).Run();
    SqliteConnection(path).Run("UPDATE leases SET held = 0");
  }

 private:
  const std::string path_;
  const std::unique_ptr<SqliteConnection> owned_;
  SqliteConnection& connection_ = *owned_;
  SqliteJobs jobs_{connection_};
  SqliteRawFiles raw_files_{connection_, jobs_};
  SqliteFailingFiles failing_files_{connection_, jobs_, path_};
  SqliteListings listings_{connection_};
  SqliteRereads rereads_{connection_, jobs_};
  SqliteOutputs outputs_{connection_, jobs_};
  SqliteReplays replays_{connection_, jobs_};
  SqliteWorkflows workflows_{connection_};
  SqliteSchedules schedules_{connection_};
  SqlitePlaces places_{connection_};
  SqliteLoadItems load_items_{connection_, jobs_};
  SqliteMetadata metadata_{connection_};
  SqliteExpiries expiries_{connection_};
  SqliteWarehouseMarks warehouse_marks_{connection_};
  SqliteConsoleDocuments console_documents_{connection_};
  SqliteAccessTokens access_tokens_{connection_};
  SqliteAuditLog audit_log_{connection_};
  SqliteLeases leases_{connection_};
};

bool MayWrite(const std::string& path) {
  return ::access(path.c_str(), W_OK) == 0;
}

// The log of changes is in the same directory.
bool MayChange(const std::string& path) {
  return MayWrite(path) && MayWrite(std::filesystem::path(path).parent_path());
}

// Once per ledger, because a command may open it several times.
void WarnOfSnapshot(const std::string& path) {
  static std::mutex mutex;
  static std::set<std::string> warned;
  const std::lock_guard lock(mutex);
  if (!warned.insert(path).second) return;
  LogWarning("this user has no permission to write to the state directory: the ledger " + path +
             " is read as it is on the disk, maybe without the latest changes of a run in progress");
}

// A user who may write the ledger reads it together with a writer as usual. Another user must not create the files of
// the write-ahead log, because the writer could not use them.
std::unique_ptr<SqliteConnection> OpenFileToRead(const std::string& path) {
  using Access = SqliteConnection::Access;
  const bool may_write = MayChange(path);
  if (may_write || LedgerExists(path + "-shm")) {
    try {
      auto connection = std::make_unique<SqliteConnection>(path, may_write ? Access::kWrite : Access::kRead);
      connection->Run(kBusyTimeout);
      connection->Number("PRAGMA schema_version");  // reads the file, so that what fails fails here
      return connection;
    } catch (const SystemError&) {
      if (may_write) throw;
    }
  }
  WarnOfSnapshot(path);
  return std::make_unique<SqliteConnection>(path, Access::kSnapshot);
}

}  // namespace

std::string LedgerPath(const std::string& state_folder, const std::string& project) {
  return state_folder + "/" + project + ".db";
}

bool LedgerExists(const std::string& path) {
  std::error_code error;
  const bool exists = std::filesystem::exists(path, error);
  if (error) throw SystemError("cannot open ledger " + path + ": " + error.message());
  return exists;
}

std::unique_ptr<Ledger> OpenSqliteLedger(const std::string& path) {
  // SQLite would open the file to read, and fail at the first change.
  if (LedgerExists(path) && !MayChange(path)) {
    throw SystemError("cannot change ledger " + path + ": this user has no permission to write it");
  }
  auto connection = std::make_unique<SqliteConnection>(path);
  // Another process may write for a moment: a checkpoint of a reader, or the holder of another lease.
  connection->Run(kBusyTimeout);
  OpenSchema(*connection, path);
  connection->Run("PRAGMA foreign_keys = ON");
  return std::make_unique<SqliteLedger>(std::move(connection), path);
}

std::unique_ptr<Ledger> OpenSqliteLedgerToRead(const std::string& path) {
  const bool exists = LedgerExists(path);
  auto connection = exists ? OpenFileToRead(path) : std::make_unique<SqliteConnection>(":memory:");
  if (!HasNewestSchema(*connection, path)) {
    // An older ledger is not changed; a copy in memory is migrated.
    auto copy = std::make_unique<SqliteConnection>(":memory:");
    if (exists) copy->CopyFrom(*connection);
    OpenSchema(*copy, path);
    connection = std::move(copy);
  }
  connection->Run("PRAGMA query_only = ON");
  return std::make_unique<SqliteLedger>(std::move(connection), path);
}

}  // namespace millrace
