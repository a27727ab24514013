#include "pipeline/plan.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/day_folder.h"
#include "core/error.h"
#include "core/quantity.h"
#include "core/store_address.h"
#include "core/time.h"
#include "pipeline/ignored_names.h"
#include "raw/content_hash.h"

namespace millrace {
namespace {

// Markers that the reference writes in advance into the directories of hours (raw-input §1), and other empty files.
bool HoldsNothing(const FileInfo& file) {
  return file.size == 0 || file.path.ends_with("/_.json");
}

// The known files of one day directory. Lookups should be in byte order, because every step back reads a page again.
class KnownFiles {
 public:
  KnownFiles(RawFileStore& store, std::string day) : store_(store), day_(std::move(day)) {}

  // Null if the ledger does not know this file.
  const KnownFile* Find(const std::string& name) {
    if (!stream_ || name < last_) {
      // The name without its last byte is a position shortly before it.
      stream_.emplace(store_, day_, name.substr(0, name.size() - 1));
      next_ = stream_->Next();
    }
    last_ = name;
    while (next_ != nullptr && next_->path < name) next_ = stream_->Next();
    return next_ != nullptr && next_->path == name ? next_ : nullptr;
  }

 private:
  RawFileStore& store_;
  const std::string day_;
  std::optional<KnownFileStream> stream_;
  const KnownFile* next_ = nullptr;
  std::string last_;  // the last name that was looked up
};

// Sorts listed files by what the ledger knows of them.
class Comparison {
 public:
  Comparison(FileSystem& files, const PlanOptions& options, const std::vector<FailingFile>& failing)
      : files_(files), options_(options) {
    for (const FailingFile& file : failing) failing_.emplace(file.path, file);
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

  // Returns whether the file is read and unchanged.
  bool Known(PlannedFile file, const KnownFile& known) {
    const bool same_time = file.info.modified_ns == known.modified_ns;
    if (file.info.size != known.size || !(same_time || HoldsTheSame(file.info, known.content))) {
      const bool told =
          known.told_size == static_cast<int64_t>(file.info.size) && known.told_modified_ns == file.info.modified_ns;
      plan_.changed.push_back(
          {.name = std::move(file.name), .info = std::move(file.info), .known = known, .told = told});
      return false;
    }
    if (!same_time) plan_.touched.push_back(file);
    if (known.state != JobState::kCommitted) {
      ++plan_.in_progress;
      return false;
    }
    failing_.erase(known.path);
    ++plan_.already_done;
    return true;
  }

  Plan Finish() {
    std::ranges::sort(plan_.unsettled, {}, &PlannedFile::name);
    std::ranges::sort(plan_.changed, {}, &ChangedFile::name);
    SplitIntoRuns();
    AddSuspects();
    for (auto& [name, file] : failing_) plan_.failing.push_back(std::move(file));
    return std::move(plan_);
  }

 private:
  static bool IsQuarantined(const PlannedFile& file, const FailingFile& failing) {
    return failing.quarantined() && failing.size == file.info.size && failing.modified_ns == file.info.modified_ns;
  }

  // Each file gets a run of its own, so that a failure can be attributed to it.
  void AddSuspects() {
    std::ranges::stable_sort(suspects_, {}, [&](const PlannedFile& file) { return failing_.at(file.name).failures; });
    for (PlannedFile& file : suspects_) {
      plan_.bytes += file.info.size;
      ++plan_.files;
      plan_.runs.emplace_back().push_back(std::move(file));
    }
  }

  // Reads the file if there is no ETag to compare.
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

// Takes what a listing finds, file by file.
class RawListing : public FileVisitor {
 public:
  RawListing(FileSystem& files, Ledger& ledger, const PlanOptions& options)
      : store_(ledger.raw_files()),
        failing_(ledger.failing_files().All()),
        prefix_(options.raw.size() + (options.raw.ends_with('/') ? 0 : 1)),
        names_(options.ignore),
        comparison_(files, options, failing_),
        days_(ledger.listings(), {.raw = NameOfRaw(options.raw),
                                  .now_ns = options.now_ns,
                                  .days = DaysOfWindow(options.from_ns, options.to_ns),
                                  .full_scan = options.full_scan,
                                  .failing = failing_}),
        in_no_day_(store_, "") {}

  Descent Enter(std::string_view folder) override { return days_.Enter(folder); }

  void Visit(FileInfo info) override {
    std::string name = info.path.substr(prefix_);
    const bool ignored = names_.Ignores(name);
    if (ignored) Ignore(name, info);
    if (ignored || HoldsNothing(info)) {
      days_.Found(name, false);
      return;
    }
    const KnownFile* known = Find(name);
    PlannedFile file{.name = name, .info = std::move(info)};
    bool read = false;
    if (known == nullptr) {
      comparison_.New(std::move(file));
    } else {
      read = comparison_.Known(std::move(file), *known);
    }
    days_.Found(name, !read);
  }

  void Unreadable(std::string_view path, const SystemError& error) override {
    if (names_.Ignores(path)) {
      ++ignored_;
      return;
    }
    unlisted_.push_back({std::string(path), error.what()});
    days_.Found(std::string(path) + "/", true);  // its day is not finished
  }

  Plan Finish() {
    Plan plan = comparison_.Finish();
    plan.unlisted = std::move(unlisted_);
    plan.ignored = ignored_;
    plan.ignored_files = std::move(ignored_files_);
    plan.days_not_listed = days_.not_listed();
    plan.listing = days_.Finish();
    return plan;
  }

 private:
  void Ignore(const std::string& name, const FileInfo& info) {
    ++ignored_;
    if (ignored_files_.size() < kIgnoredFilesKept) ignored_files_.push_back({.name = name, .info = info});
  }

  // Identifies the raw directory in the ledger.
  static std::string NameOfRaw(const std::string& raw) {
    return IsStoreAddress(raw) ? raw : std::filesystem::absolute(raw).lexically_normal().string();
  }

  // The files of a day directory are listed consecutively. Files outside of day directories come between the days.
  const KnownFile* Find(const std::string& name) {
    const std::string_view day = DayFolderOf(name);
    if (day.empty()) return in_no_day_.Find(name);
    if (day != day_) {
      day_ = day;
      in_day_.emplace(store_, day_);
    }
    return in_day_->Find(name);
  }

  RawFileStore& store_;
  const std::vector<FailingFile> failing_;
  const size_t prefix_;
  const IgnoredNames names_;
  Comparison comparison_;
  FinishedDays days_;
  KnownFiles in_no_day_;
  std::optional<KnownFiles> in_day_;  // of the current day
  std::string day_;
  uint64_t ignored_ = 0;
  std::vector<PlannedFile> ignored_files_;
  std::vector<UnlistedFolder> unlisted_;
};

}  // namespace

std::string ChangedFile::What() const {
  if (info.size != known.size) return "size " + FormatCount(known.size) + " → " + FormatCount(info.size);
  return "same size, different content, modified " + FormatInstant(known.modified_ns) + " → " +
         FormatInstant(info.modified_ns);
}

std::string UnlistedFolder::Sentence() const {
  return reason + "; its files are left for the next run";
}

uint64_t Plan::ChangedUntold() const {
  return static_cast<uint64_t>(std::ranges::count(changed, false, &ChangedFile::told));
}

void CheckRawDirectory(FileSystem& files, const std::string& raw) {
  if (files.Stat(raw)) return;
  throw UserError("the raw directory does not exist: " + raw + "; set `raw` to the directory with your request files");
}

Plan MakePlan(FileSystem& files, Ledger& ledger, const PlanOptions& options) {
  CheckRawDirectory(files, options.raw);
  RawListing listing(files, ledger, options);
  files.Walk(options.raw, listing);
  return listing.Finish();
}

}  // namespace millrace
