#include "pipeline/plan.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/error.h"

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
    if ((options_.from_ns && time <= *options_.from_ns) || (options_.to_ns && time > *options_.to_ns)) {
      ++plan_.outside_window;
      return;
    }
    fresh_.push_back(std::move(file));
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
  const size_t prefix = options.raw.size() + (options.raw.ends_with('/') ? 0 : 1);
  for (FileInfo& info : files.ListDays(options.raw, DaysOfWindow(options.from_ns, options.to_ns))) {
    if (HoldsNothing(info)) continue;
    std::string name = info.path.substr(prefix);
    listed.push_back({.name = std::move(name), .info = std::move(info)});
  }
  const std::string first = listed.empty() ? "" : listed.front().name;
  const std::string last = listed.empty() ? "" : listed.back().name;
  Comparison comparison(std::move(listed), options);
  ledger.ForEachFile(first, last, [&](const KnownFile& known) { comparison.Known(known); });
  return comparison.Finish();
}

}  // namespace millrace
