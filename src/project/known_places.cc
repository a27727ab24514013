#include "project/known_places.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "core/quantity.h"
#include "core/store_address.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLake = "lake";
constexpr std::string_view kRaw = "raw";

fs::path Whole(const std::string& path) {
  std::error_code error;
  fs::path whole = fs::weakly_canonical(fs::absolute(path), error);
  if (error) whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

KnownPlace PlaceOf(const std::string& path, const std::string& state) {
  if (IsStoreAddress(path)) return {.path = path, .from_state = {}};
  const fs::path whole = Whole(path);
  return {.path = whole.string(), .from_state = whole.lexically_relative(Whole(state)).string()};
}

bool Same(const KnownPlace& known, const KnownPlace& now) {
  return known.path == now.path || (!known.from_state.empty() && known.from_state == now.from_state);
}

// Whether the newest valid file of the ledger exists in this lake; true if there is no such file.
bool HoldsNewestFile(Project& project, Ledger& ledger) {
  const auto newest = ledger.outputs().NewestValid();
  return !newest || project.files().Stat(project.config().lake + "/" + newest->final_path).has_value();
}

void CheckNewLedger(Project& project, Ledger& ledger) {
  const std::vector<CommittedFile> files = FilesOfUnknownJobs(project, ledger);
  if (files.empty()) return;
  const Config& config = project.config();
  throw UserError("the ledger in `" + config.state + "` is new, but the lake `" + config.lake + "` has " +
                  FormatCount(files.size()) +
                  " files of earlier runs, whose events would be written again; restore the ledger (`millrace doctor "
                  "--restore-state`, or a backup of the directory `state`), use a new `lake` directory, or, if no raw "
                  "file in `raw` is already in the lake, keep it with `millrace doctor --adopt-lake`");
}

void NotePlaces(const Config& config, Ledger& ledger) {
  const KnownPlace lake = PlaceOf(config.lake, config.state);
  const auto known_lake = ledger.places().Find(kLake);
  if (!known_lake || known_lake->path != lake.path) ledger.places().Save(kLake, lake);
  const KnownPlace raw = PlaceOf(config.raw, config.state);
  const auto known = ledger.places().Find(kRaw);
  if (known && known->path == raw.path) return;
  if (known && !Same(*known, raw) && ledger.Summary().files_done > 0) {
    LogWarning(NoticeAtKey(config, kRaw,
                           "`raw` was `" + known->path +
                               "` before; files are known by their paths below it, so a file with a known path is not "
                               "read again"));
  }
  ledger.places().Save(kRaw, raw);
}

}  // namespace

std::vector<CommittedFile> FilesOfUnknownJobs(Project& project, Ledger& ledger) {
  if (ledger.places().Find(kLake) || !ledger.jobs().Recent(1).empty()) return {};
  std::vector<CommittedFile> files;
  for (const Table& table : AllTables()) {
    for (CommittedFile& file :
         ListLakeFiles(project.files(), project.config().lake, project.config().project, table.id, {})) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

void RememberLake(Project& project, Ledger& ledger) {
  ledger.places().Save(kLake, PlaceOf(project.config().lake, project.config().state));
}

void CheckLakePlace(Project& project, Ledger& ledger) {
  const Config& config = project.config();
  const auto known = ledger.places().Find(kLake);
  if (!known || Same(*known, PlaceOf(config.lake, config.state)) || HoldsNewestFile(project, ledger)) return;
  FailAtKey(config, kLake,
            "the ledger in `" + config.state + "` belongs to the lake `" + known->path +
                "`, and its newest file is not in `" + config.lake +
                "`; move the files there, restore `lake`, or use a new `state` directory for a new lake");
}

void CheckPlaces(Project& project, Ledger& ledger) {
  CheckNewLedger(project, ledger);
  CheckLakePlace(project, ledger);
}

std::unique_ptr<Ledger> OpenLedgerForJobs(Project& project) {
  auto ledger = OpenLedgerIfExists(project);
  if (ledger != nullptr) return ledger;
  ledger = project.OpenLedger();
  NotePlaces(project.config(), *ledger);
  return ledger;
}

std::unique_ptr<Ledger> OpenLedgerIfExists(Project& project) {
  const Config& config = project.config();
  const bool exists = LedgerExists(LedgerPath(config.state, config.project));
  auto ledger = exists ? project.OpenLedger() : project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  if (!exists) return nullptr;
  NotePlaces(config, *ledger);
  return ledger;
}

}  // namespace millrace
