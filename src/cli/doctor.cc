// millrace doctor: checks what a run stands on.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <unordered_map>

#include <sys/statvfs.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/project_parts.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/store_address.h"
#include "core/time.h"
#include "ledger/project_lock.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "pipeline/publish.h"
#include "pipeline/state_backup.h"
#include "storage/all_file_systems.h"
#include "warehouse/database.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr double kOldDatabaseDays = 30;
// The program cannot have been built later than the clock says.
constexpr int64_t kEarliestClockSeconds = 1'767'225'600;  // 2026-01-01
constexpr uint64_t kLittleDiskBytes = 2ULL << 30;
constexpr size_t kAllJobs = INT32_MAX;

enum class Health : uint8_t { kOk, kWarning, kFailed };

struct Finding {
  std::string check;
  Health health;
  std::string detail;  // for what is not well: what to do
};

class Doctor {
 public:
  explicit Doctor(const Config& config) : config_(config) {}

  std::vector<Finding> Examine() {
    Add("program", Health::kOk, "millrace " MILLRACE_VERSION ", DuckDB " + Database::Version());
    Add("config", Health::kOk, config_.file.empty() ? "no file, defaults" : config_.file);
    CheckClock();
    CheckDatabases();
    CheckPlace("raw folder", config_.raw, R_OK | X_OK, "make it, or set the config key `raw`");
    CheckPlace("lake folder", config_.lake, R_OK | W_OK | X_OK, "");
    CheckFolder("state folder", config_.state, R_OK | W_OK | X_OK, "");
    if (!config_.state_backup.empty()) CheckPlace("state backup", config_.state_backup, R_OK | W_OK | X_OK, "");
    if (!IsStoreAddress(config_.lake)) CheckDisk("disk of the lake", config_.lake);
    CheckDisk("disk of the state", config_.state);
    CheckLedger();
    return std::move(findings_);
  }

 private:
  void Add(const std::string& check, Health health, const std::string& detail) {
    findings_.push_back({check, health, detail});
  }

  void CheckClock() {
    const int64_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const std::string now = FormatInstant(seconds * 1'000'000'000);
    if (seconds < kEarliestClockSeconds) {
      Add("clock", Health::kFailed, "it says " + now + ", before this program was made; set the clock");
      return;
    }
    Add("clock", Health::kOk, now);
  }

  void CheckDatabases() {
    try {
      const OpenEnrichments enrichments(config_);
      enrichments.user_agents->CompileAll();
      for (const DatabaseInfo& database : enrichments.databases) {
        const bool old = database.age_days > kOldDatabaseDays;
        Add(database.name, old ? Health::kWarning : Health::kOk,
            database.path + ", " + database.version +
                (old ? ", " + FormatCount(static_cast<uint64_t>(database.age_days)) +
                           " days old; places move, fetch a newer one and set the config key `geoip`"
                     : ""));
      }
    } catch (const UserError& error) {
      Add("enrichments", Health::kFailed, error.what());
    }
  }

  // A prefix of a store needs not to be there; its bucket does.
  void CheckPlace(const std::string& check, const std::string& place, int rights, const std::string& when_missing) {
    if (!IsStoreAddress(place)) return CheckFolder(check, place, rights, when_missing);
    try {
      const bool found = files_.Stat(place).has_value();
      const bool missing = !found && !when_missing.empty();
      Add(check, missing ? Health::kWarning : Health::kOk,
          missing ? "nothing lies below " + place + "; " + when_missing
                  : place + (found ? "" : ", made by the first run"));
    } catch (const std::exception& error) {
      Add(check, Health::kFailed, error.what());
    }
  }

  // Folders that are not there yet are made by the first run; then their nearest parent must be writable.
  void CheckFolder(const std::string& check, const std::string& folder, int rights, const std::string& when_missing) {
    std::error_code error;
    if (!fs::exists(folder, error)) {
      if (!when_missing.empty()) {
        Add(check, Health::kWarning, "does not exist: " + folder + "; " + when_missing);
        return;
      }
      const std::string parent = NearestParent(folder);
      const bool writable = ::access(parent.c_str(), W_OK | X_OK) == 0;
      Add(check, writable ? Health::kOk : Health::kFailed,
          folder + (writable ? ", made by the first run" : " cannot be made: no right to write in " + parent));
      return;
    }
    if (!fs::is_directory(folder, error)) {
      Add(check, Health::kFailed, "is no folder: " + folder);
    } else if (::access(folder.c_str(), rights) != 0) {
      Add(check, Health::kFailed,
          "no right to " + std::string((rights & W_OK) != 0 ? "write" : "read") + " in " + folder);
    } else {
      Add(check, Health::kOk, folder);
    }
  }

  static std::string NearestParent(const std::string& folder) {
    std::error_code error;
    fs::path parent = fs::absolute(folder, error);
    while (parent.has_relative_path() && !fs::exists(parent, error)) parent = parent.parent_path();
    return parent.string();
  }

  void CheckDisk(const std::string& check, const std::string& folder) {
    struct statvfs disk {};
    if (::statvfs(NearestParent(folder).c_str(), &disk) != 0) {
      Add(check, Health::kWarning, "its free space cannot be read: " + folder);
      return;
    }
    const uint64_t free = uint64_t{disk.f_bavail} * disk.f_frsize;
    const bool little = free < kLittleDiskBytes;
    Add(check, little ? Health::kWarning : Health::kOk,
        FormatSize(free) + " free" + (little ? "; a run needs room for its input once more" : ""));
  }

  void CheckLedger() {
    const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config_.state, config_.project));
    const std::string holder = ProjectLock::HolderOf(ProjectLock::PathOf(config_.state, config_.project));
    const auto unfinished = ledger->UnfinishedJobs();
    if (!holder.empty()) {
      Add("runs", Health::kOk, holder);
    } else if (!unfinished.empty()) {
      Add("runs", Health::kWarning,
          FormatCount(unfinished.size()) + " broken off, the oldest " + unfinished.front().id +
              "; the next `millrace process` finishes or undoes it");
    } else {
      const auto recent = ledger->RecentJobs(1);
      const bool failed = !recent.empty() && recent.front().state == JobState::kFailed;
      Add("runs", failed ? Health::kWarning : Health::kOk,
          recent.empty() ? "none yet"
          : failed       ? "the last one failed: " + recent.front().error
                         : "the last one " + recent.front().id);
    }
    try {
      CheckLake(*ledger, holder.empty());
    } catch (const std::exception& error) {
      Add("lake against ledger", Health::kFailed, error.what());
    }
  }

  // The ledger names every file that a committed job published; each must be there, with its size, and no other.
  void CheckLake(Ledger& ledger, bool idle) {
    const std::string root = config_.lake + "/" + config_.project;
    std::unordered_map<std::string, uint64_t> present;
    for (const FileInfo& file : files_.List(root)) present.emplace(file.path, file.size);
    uint64_t known = 0;
    std::vector<std::string> missing;
    const auto retired = ledger.AllRetiredFiles();
    for (const LedgerJob& job : ledger.RecentJobs(kAllJobs)) {
      if (job.state != JobState::kCommitted) continue;
      for (const LedgerOutput& output : ledger.Outputs(job.id)) {
        if (retired.contains(output.final_path)) continue;
        ++known;
        const auto file = present.find(config_.lake + "/" + output.final_path);
        if (file == present.end() || file->second != output.bytes) missing.push_back(output.final_path);
      }
    }
    if (missing.empty()) {
      Add("lake against ledger", Health::kOk, FormatCount(known) + " files, all there");
    } else {
      Add("lake against ledger", Health::kWarning,
          FormatCount(missing.size()) + " of " + FormatCount(known) +
              " files are gone or changed, the first: " + missing.front());
    }
    const auto staged = files_.List(root + "/_staging");
    const bool left = idle && !staged.empty();
    Add("half-written output", left ? Health::kWarning : Health::kOk,
        left ? FormatCount(staged.size()) + " files; the next `millrace process` removes them" : "none");
    if (IsStoreAddress(config_.lake)) CheckUploads(ledger);
  }

  void CheckUploads(Ledger& ledger) {
    const auto orphans = OrphanUploads(files_, ledger, config_.lake, config_.project);
    if (orphans.empty()) {
      Add("orphaned uploads", Health::kOk, "none");
      return;
    }
    const int64_t age_ms = (WallClockNs() - orphans.front().begun_ns) / 1'000'000;
    Add("orphaned uploads", Health::kWarning,
        FormatCount(orphans.size()) + " that no job of this ledger knows, the oldest " +
            FormatDuration(std::max<int64_t>(age_ms, 0)) + " old: " + orphans.front().path +
            "; `millrace doctor --remove-uploads 1d` removes those older than a day");
  }

  const Config& config_;
  AllFileSystems files_{config_};
  std::vector<Finding> findings_;
};

std::string HealthName(Health health) {
  return health == Health::kOk ? "ok" : health == Health::kWarning ? "warning" : "failed";
}

struct DoctorFlags {
  ConfigFlags config;
  bool json = false;
  std::string remove_uploads;
  bool restore_state = false;
};

int RestoreStateOf(const Config& config) {
  AllFileSystems files(config);
  RestoreState(files, {.state = config.state, .project = config.project, .backup = config.state_backup});
  PrintToStdout("restored " + LedgerPath(config.state, config.project) + " from " + config.state_backup + "\n");
  return kExitDone;
}

int RemoveUploads(const Config& config, const std::string& age) {
  const auto least_ms = ParseDuration(age);
  if (!least_ms) throw UserError("--remove-uploads: expected an age like 1d or 12h, found `" + age + "`");
  AllFileSystems files(config);
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
  uint64_t removed = 0;
  for (const UnfinishedUpload& upload : OrphanUploads(files, *ledger, config.lake, config.project)) {
    if ((WallClockNs() - upload.begun_ns) / 1'000'000 < *least_ms) continue;
    files.Abort(upload);
    ++removed;
  }
  PrintToStdout("removed " + FormatCount(removed) + " orphaned upload" + (removed == 1 ? "" : "s") + "\n");
  return kExitDone;
}

int RunDoctor(const CommandLine& line, const DoctorFlags& flags) {
  const Config config = flags.config.Load();
  if (flags.restore_state) return RestoreStateOf(config);
  if (!flags.remove_uploads.empty()) return RemoveUploads(config, flags.remove_uploads);
  const std::vector<Finding> findings = Doctor(config).Examine();
  Health worst = Health::kOk;
  for (const Finding& finding : findings) worst = std::max(worst, finding.health);
  if (flags.json) {
    std::vector<std::string> checks;
    checks.reserve(findings.size());
    for (const Finding& finding : findings) {
      checks.push_back(JsonObject()
                           .Field("check", finding.check)
                           .Field("health", HealthName(finding.health))
                           .Field("detail", finding.detail)
                           .Finish());
    }
    PrintToStdout(JsonObject().Field("health", HealthName(worst)).Json("checks", JsonArray(checks)).Finish() + "\n");
  } else {
    const bool color = line.Color(stdout);
    std::string out;
    for (const Finding& finding : findings) {
      std::string mark = HealthName(finding.health);
      mark.resize(8, ' ');
      const Color paint = finding.health == Health::kOk        ? Color::kGreen
                          : finding.health == Health::kWarning ? Color::kYellow
                                                               : Color::kRed;
      std::string check = finding.check;
      check.resize(20, ' ');
      out += Paint(mark, paint, color) + " " + check + " " + finding.detail + "\n";
    }
    PrintToStdout(out);
  }
  return worst == Health::kFailed ? kExitFailed : kExitDone;
}

}  // namespace

void RegisterDoctor(CommandLine& line) {
  auto flags = std::make_shared<DoctorFlags>();
  CLI::App& command = AddCommand(
      line.root, "doctor", "Check databases, clock, disk, rights, half-written output, and the ledger against the lake",
      {"millrace doctor # exit code 1 when something must be mended", "millrace doctor --json",
       "millrace doctor --remove-uploads 1d # give up uploads that crashes left in the store of the lake",
       "millrace doctor --restore-state # after the state folder was lost; needs the config key state_backup"});
  flags->config.AddTo(command);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  AddFlag(command, "--remove-uploads", flags->remove_uploads, "AGE",
          "Only give up orphaned uploads that are older than this: 1d, 12h");
  AddSwitch(command, "--restore-state", flags->restore_state, "Only put the copy of the ledger back into its place");
  command.callback([&line, flags] { line.run = [&line, flags] { return RunDoctor(line, *flags); }; });
}

}  // namespace millrace
