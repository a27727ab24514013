#include "pipeline/plan.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/day_folder.h"
#include "core/error.h"
#include "core/quantity.h"
#include "core/time.h"
#include "pipeline/ignored_names.h"
#include "raw/content_hash.h"

namespace millrace {
namespace {

// Markers that the reference writes ahead of time into hour folders (raw-input §1), and whatever else holds no rows.
bool HoldsNothing(const FileInfo& file) {
  return file.size == 0 || file.path.ends_with("/_.json");
}

// The known files of one day folder, asked for in the order of their names.
class KnownFiles {
 public:
  KnownFiles(RawFileStore& store, std::string day) : stream_(store, std::move(day)) {}

  // Null when the ledger doesn't know this file.
  const KnownFile* Find(const std::string& name) {
    if (!begun_) next_ = stream_.Next();
    begun_ = true;
    while (next_ != nullptr && next_->path < name) next_ = stream_.Next();
    return next_ != nullptr && next_->path == name ? next_ : nullptr;
  }

 private:
  KnownFileStream stream_;
  const KnownFile* next_ = nullptr;
  bool begun_ = false;
};

// Sorts listed files by what the ledger knows of them.
class Comparison {
 public:
  Comparison(FileSystem& files, const PlanOptions& options, std::vector<FailingFile> failing)
      : files_(files), options_(options) {
    for (FailingFile& file : failing) failing_.emplace(file.path, std::move(file));
  }

  void New(PlannedFile file) {
    const int64_t time = file.info.modified_ns;
    const bool after = options_.to_ns && time > *options_.to_ns && !(options_.take_future && time > options_.now_ns);
    if (after || (options_.from_ns && time <= *options_.from_ns)) {
      ++plan_.outside_window;
      return;
    }
    if (!IsSettled(file)) {
      plan_.unsettled.push_back(std::move(file));
      return;
    }
    const auto failing = failing_.find(file.name);
    if (failing == failing_.end()) {
      fresh_.push_back(std::move(file));
    } else if (IsQuarantined(file, failing->second)) {
      ++plan_.quarantined;
    } else {
      suspects_.push_back(std::move(file));
    }
  }

  void Known(PlannedFile file, const KnownFile& known) {
    const bool same_time = file.info.modified_ns == known.modified_ns;
    if (file.info.size != known.size || !(same_time || HoldsTheSame(file.info, known.content))) {
      const bool told =
          known.told_size == static_cast<int64_t>(file.info.size) && known.told_modified_ns == file.info.modified_ns;
      plan_.changed.push_back(
          {.name = std::move(file.name), .info = std::move(file.info), .known = known, .told = told});
      return;
    }
    if (!same_time) plan_.touched.push_back(file);
    if (known.state == JobState::kCommitted) {
      failing_.erase(known.path);
      ++plan_.already_done;
    } else {
      ++plan_.in_progress;
    }
  }

  Plan Finish() {
    SplitIntoRuns();
    AddSuspects();
    for (auto& [name, file] : failing_) plan_.failing.push_back(std::move(file));
    return std::move(plan_);
  }

 private:
  static bool IsQuarantined(const PlannedFile& file, const FailingFile& failing) {
    return failing.quarantined() && failing.size == file.info.size && failing.modified_ns == file.info.modified_ns;
  }

  // Each alone: what fails with it is its fault.
  void AddSuspects() {
    std::ranges::stable_sort(suspects_, {}, [&](const PlannedFile& file) { return failing_.at(file.name).failures; });
    for (PlannedFile& file : suspects_) {
      plan_.bytes += file.info.size;
      ++plan_.files;
      plan_.runs.emplace_back().push_back(std::move(file));
    }
  }

  // Reads the file where only that can tell.
  bool HoldsTheSame(const FileInfo& file, const std::string& content) {
    if (content.starts_with("etag:")) return content.substr(5) == file.version;
    try {
      return !content.empty() && content == ContentHashOf(files_, file.path);
    } catch (const SystemError&) {
      return false;
    }
  }

  bool IsSettled(const PlannedFile& file) const {
    if (options_.settle_ns <= 0 || file.info.modified_ns <= options_.now_ns - options_.settle_ns) return true;
    const auto seen = std::ranges::lower_bound(options_.seen_before, file.name, {}, &PlannedFile::name);
    return seen != options_.seen_before.end() && seen->name == file.name && seen->info.size == file.info.size &&
           seen->info.modified_ns == file.info.modified_ns;
  }

  void SplitIntoRuns() {
    std::sort(fresh_.begin(), fresh_.end(), [](const PlannedFile& a, const PlannedFile& b) {
      return std::tie(a.info.modified_ns, a.name) < std::tie(b.info.modified_ns, b.name);
    });
    uint64_t run_bytes = 0;
    for (PlannedFile& file : fresh_) {
      const bool fits = !plan_.runs.empty() && run_bytes + file.info.size <= options_.max_bytes_per_run;
      if (!fits) {
        plan_.runs.emplace_back();
        run_bytes = 0;
      }
      run_bytes += file.info.size;
      plan_.bytes += file.info.size;
      ++plan_.files;
      plan_.runs.back().push_back(std::move(file));
    }
  }

  FileSystem& files_;
  const PlanOptions& options_;
  std::vector<PlannedFile> fresh_;
  std::vector<PlannedFile> suspects_;
  std::map<std::string, FailingFile, std::less<>> failing_;
  Plan plan_;
};

}  // namespace

std::string ChangedFile::What() const {
  if (info.size != known.size) return "size " + FormatCount(known.size) + " → " + FormatCount(info.size);
  return "same size, different content, modified " + FormatInstant(known.modified_ns) + " → " +
         FormatInstant(info.modified_ns);
}

uint64_t Plan::ChangedUntold() const {
  return static_cast<uint64_t>(std::ranges::count(changed, false, &ChangedFile::told));
}

Plan MakePlan(FileSystem& files, Ledger& ledger, const PlanOptions& options) {
  if (!files.Stat(options.raw)) {
    throw UserError("the raw directory does not exist: " + options.raw +
                    "; set `raw` to the directory with your request files");
  }
  Comparison comparison(files, options, ledger.failing_files().All());
  uint64_t ignored = 0;
  const IgnoredNames names(options.ignore);
  // The files of a day folder are listed one behind the other; those in none lie between the days.
  KnownFiles in_no_day(ledger.raw_files(), "");
  std::optional<KnownFiles> in_day;
  std::string day;
  const size_t prefix = options.raw.size() + (options.raw.ends_with('/') ? 0 : 1);
  for (FileInfo& info : files.ListDays(options.raw, DaysOfWindow(options.from_ns, options.to_ns))) {
    std::string name = info.path.substr(prefix);
    if (names.Ignores(name)) {
      ++ignored;
      continue;
    }
    if (HoldsNothing(info)) continue;
    PlannedFile file{.name = std::move(name), .info = std::move(info)};
    const std::string_view its_day = DayFolderOf(file.name);
    if (!its_day.empty() && its_day != day) {
      day = its_day;
      in_day.emplace(ledger.raw_files(), day);
    }
    if (const KnownFile* known = (its_day.empty() ? in_no_day : *in_day).Find(file.name)) {
      comparison.Known(std::move(file), *known);
    } else {
      comparison.New(std::move(file));
    }
  }
  Plan plan = comparison.Finish();
  plan.ignored = ignored;
  return plan;
}

}  // namespace millrace
