#include "pipeline/plan.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "pipeline/ignored_names.h"

namespace millrace {
namespace {

// Markers that the reference writes ahead of time into hour folders (raw-input §1), and whatever else holds no rows.
bool HoldsNothing(const FileInfo& file) {
  return file.size == 0 || file.path.ends_with("/_.json");
}

// Files in the order of their names and what the ledger knows, merged; takes both lists once.
class Comparison {
 public:
  Comparison(std::vector<PlannedFile> files, const PlanOptions& options)
      : files_(std::move(files)), options_(options) {}

  void Known(const KnownFile& known) {
    while (next_ < files_.size() && files_[next_].name < known.path) TakeNew(files_[next_++]);
    if (next_ == files_.size() || files_[next_].name != known.path) return;  // no longer there
    PlannedFile& file = files_[next_++];
    if (file.info.size != known.size || file.info.modified_ns != known.modified_ns) {
      plan_.changed.push_back({.name = std::move(file.name), .info = std::move(file.info), .known = known});
    } else if (known.state == JobState::kCommitted) {
      ++plan_.already_done;
    } else {
      ++plan_.in_progress;
    }
  }

  Plan Finish() {
    while (next_ < files_.size()) TakeNew(files_[next_++]);
    SplitIntoRuns();
    return std::move(plan_);
  }

 private:
  void TakeNew(PlannedFile& file) {
    const int64_t time = file.info.modified_ns;
    const bool after = options_.to_ns && time > *options_.to_ns && !(options_.take_future && time > options_.now_ns);
    if (after || (options_.from_ns && time <= *options_.from_ns)) {
      ++plan_.outside_window;
      return;
    }
    if (IsSettled(file)) {
      fresh_.push_back(std::move(file));
    } else {
      plan_.unsettled.push_back(std::move(file));
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

  std::vector<PlannedFile> files_;
  const PlanOptions& options_;
  size_t next_ = 0;
  std::vector<PlannedFile> fresh_;
  Plan plan_;
};

}  // namespace

Plan MakePlan(FileSystem& files, Ledger& ledger, const PlanOptions& options) {
  if (!files.Stat(options.raw)) {
    throw UserError("the raw folder does not exist: " + options.raw +
                    "; set `raw` to the folder with your request files");
  }
  std::vector<PlannedFile> listed;
  uint64_t ignored = 0;
  const IgnoredNames names(options.ignore);
  const size_t prefix = options.raw.size() + (options.raw.ends_with('/') ? 0 : 1);
  for (FileInfo& info : files.ListDays(options.raw, DaysOfWindow(options.from_ns, options.to_ns))) {
    std::string name = info.path.substr(prefix);
    if (names.Ignores(name)) {
      ++ignored;
      continue;
    }
    if (HoldsNothing(info)) continue;
    listed.push_back({.name = std::move(name), .info = std::move(info)});
  }
  const std::string first = listed.empty() ? "" : listed.front().name;
  const std::string last = listed.empty() ? "" : listed.back().name;
  Comparison comparison(std::move(listed), options);
  ledger.ForEachFile(first, last, [&](const KnownFile& known) { comparison.Known(known); });
  Plan plan = comparison.Finish();
  plan.ignored = ignored;
  return plan;
}

}  // namespace millrace
