#include <chrono>
#include <filesystem>

#include <sys/statvfs.h>
#include <unistd.h>

#include "core/quantity.h"
#include "core/store_address.h"
#include "core/time.h"
#include "project/checks.h"
#include "project/project_parts.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr double kOldDatabaseDays = 30;
// The clock cannot be earlier than the build time of the program.
constexpr int64_t kEarliestClockSeconds = 1'767'225'600;  // 2026-01-01
constexpr uint64_t kLittleDiskBytes = 2ULL << 30;

std::string NearestParent(const std::string& folder) {
  std::error_code error;
  fs::path parent = fs::absolute(folder, error);
  while (parent.has_relative_path() && !fs::exists(parent, error)) parent = parent.parent_path();
  return parent.string();
}

// A user who can read but not write the state does not run the project's jobs.
bool IsReader(const Project& project) {
  const std::string& state = project.config().state;
  return ::access(state.c_str(), R_OK | X_OK) == 0 && ::access(state.c_str(), W_OK) != 0;
}

// The first run creates missing directories, so their nearest existing parent must be writable.
Finding CheckFolder(const Project& project, const std::string& subject, const std::string& folder, int rights,
                    const std::string& when_missing) {
  std::error_code error;
  if (!fs::exists(folder, error)) {
    if (!when_missing.empty()) return {Health::kWarning, subject, "does not exist: " + folder, when_missing};
    const std::string parent = NearestParent(folder);
    if (::access(parent.c_str(), W_OK | X_OK) == 0)
      return {Health::kOk, subject, folder + ", created by the first run"};
    return {Health::kFailed, subject, folder + " cannot be created: no permission to write in " + parent};
  }
  if (!fs::is_directory(folder, error)) return {Health::kFailed, subject, "is not a directory: " + folder};
  if (::access(folder.c_str(), rights) != 0) {
    const bool may_read = ::access(folder.c_str(), R_OK | X_OK) == 0;
    const std::string what = "no permission to " + std::string(may_read ? "write" : "read") + " in " + folder;
    if (may_read && IsReader(project))
      return {Health::kWarning, subject, what + ": this user can read, but not run jobs"};
    return {Health::kFailed, subject, what};
  }
  return {Health::kOk, subject, folder};
}

// A prefix in a store need not exist, but its bucket must.
Finding CheckPlace(Project& project, const std::string& subject, const std::string& place, int rights,
                   const std::string& when_missing) {
  if (!IsStoreAddress(place)) return CheckFolder(project, subject, place, rights, when_missing);
  const bool found = project.files().Stat(place).has_value();
  if (!found && !when_missing.empty()) {
    return {Health::kWarning, subject, "there is nothing under " + place, when_missing};
  }
  return {Health::kOk, subject, place + (found ? "" : ", created by the first run")};
}

Finding CheckDisk(const std::string& subject, const std::string& folder) {
  struct statvfs disk {};
  if (::statvfs(NearestParent(folder).c_str(), &disk) != 0) {
    return {Health::kWarning, subject, "its free space cannot be read: " + folder};
  }
  const uint64_t free = uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free >= kLittleDiskBytes) return {Health::kOk, subject, FormatSize(free) + " free"};
  return {Health::kWarning, subject, FormatSize(free) + " free", "a run needs as much free space as its input"};
}

}  // namespace

std::vector<Finding> CheckProgram(Project& /*project*/) {
  WarehouseOptions embedded;
  embedded.uri = "duckdb:";
  return {{Health::kOk, "program", "millrace " MILLRACE_VERSION ", " + OpenWarehouse(embedded)->Connect()->version()}};
}

std::vector<Finding> CheckConfigFile(Project& project) {
  const std::string& file = project.config().file;
  return {{Health::kOk, "config", file.empty() ? "no file, defaults" : file}};
}

std::vector<Finding> CheckClock(Project& /*project*/) {
  const int64_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string now = FormatInstant(seconds * 1'000'000'000);
  if (seconds >= kEarliestClockSeconds) return {{Health::kOk, "clock", now}};
  return {{Health::kFailed, "clock", "it says " + now + ", before this program was built", "set the clock"}};
}

std::vector<Finding> CheckDatabases(Project& project) {
  std::vector<Finding> findings;
  const OpenEnrichments enrichments(project.config());
  if (enrichments.user_agents) enrichments.user_agents->CompileAll();
  const auto& wanted = project.config().processing.enrichments;
  if (enrichments.geo == nullptr && std::ranges::find(wanted, "ip") != wanted.end()) {
    findings.push_back({Health::kWarning, "geoip", "no location database: the location columns stay null",
                        "set the config key `geoip`"});
  }
  for (const DatabaseInfo& database : enrichments.databases) {
    Finding finding{Health::kOk, database.name, database.path + ", " + database.version};
    if (database.age_days > kOldDatabaseDays) {
      finding.health = Health::kWarning;
      finding.what += ", " + FormatCount(static_cast<uint64_t>(database.age_days)) + " days old";
      finding.advice = "networks move, download a newer one and set the config key `geoip`";
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> CheckRawFolder(Project& project) {
  return {CheckPlace(project, "raw directory", project.config().raw, R_OK | X_OK,
                     "create it, or set the config key `raw`")};
}

std::vector<Finding> CheckLakeFolder(Project& project) {
  return {CheckPlace(project, "lake directory", project.config().lake, R_OK | W_OK | X_OK, "")};
}

std::vector<Finding> CheckStateFolder(Project& project) {
  return {CheckFolder(project, "state directory", project.config().state, R_OK | W_OK | X_OK, "")};
}

std::vector<Finding> CheckStateBackup(Project& project) {
  if (project.config().state_backup.empty()) return {};
  return {CheckPlace(project, "state backup", project.config().state_backup, R_OK | W_OK | X_OK, "")};
}

std::vector<Finding> CheckLakeDisk(Project& project) {
  if (IsStoreAddress(project.config().lake)) return {};
  return {CheckDisk("disk of the lake", project.config().lake)};
}

std::vector<Finding> CheckStateDisk(Project& project) {
  return {CheckDisk("disk of the state", project.config().state)};
}

}  // namespace millrace
