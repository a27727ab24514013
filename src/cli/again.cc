#include "cli/again.h"

#include <algorithm>

#include "cli/report_lines.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"

namespace millrace {
namespace {

struct Sums {
  uint64_t jobs = 0;
  uint64_t files = 0;
  uint64_t bytes = 0;
  std::vector<std::string> gone;
  uint64_t replaced = 0;
  uint64_t rewritten = 0;
};

Sums SumsOf(const AgainPlan& plan) {
  Sums sums;
  for (const AgainStep& step : plan.steps) {
    sums.jobs += step.jobs.size();
    sums.bytes += step.bytes;
    sums.replaced += step.replaced.size();
    sums.rewritten += step.rewritten.size();
    for (const JobFiles& job : step.jobs) {
      sums.files += job.files.size();
      sums.gone.insert(sums.gone.end(), job.gone.begin(), job.gone.end());
    }
  }
  return sums;
}

std::string RenderAgain(const AgainPlan& plan) {
  if (plan.steps.empty()) return "nothing to read again\n";
  const Sums sums = SumsOf(plan);
  ReportLines lines(false);
  lines.Text("would read " + Plural(sums.files, "raw file") + ", " + FormatSize(sums.bytes) + ", again");
  lines.Add("jobs replaced", FormatCount(sums.jobs));
  lines.Add("new jobs", FormatCount(plan.steps.size()));
  lines.Add("lake files replaced", FormatCount(sums.replaced));
  lines.Count("lake files rewritten", sums.rewritten);
  for (const std::string& name : sums.gone) lines.Add("raw file gone", name + ", its rows are kept");
  lines.Count("erasures since", plan.erasures);
  return lines.Take();
}

std::string AgainJson(const AgainPlan& plan) {
  std::vector<std::string> steps;
  for (const AgainStep& step : plan.steps) {
    std::vector<std::string> jobs;
    std::vector<std::string> gone;
    uint64_t files = 0;
    for (const JobFiles& job : step.jobs) {
      jobs.push_back(job.job.id);
      files += job.files.size();
      gone.insert(gone.end(), job.gone.begin(), job.gone.end());
    }
    steps.push_back(JsonObject()
                        .Json("jobs", JsonTexts(jobs))
                        .Field("files", files)
                        .Field("bytes_in", step.bytes)
                        .Json("raw_files_gone", JsonTexts(gone))
                        .Field("lake_files_replaced", step.replaced.size())
                        .Field("lake_files_rewritten", step.rewritten.size())
                        .Finish());
  }
  const Sums sums = SumsOf(plan);
  return JsonObject()
      .Field("dry_run", true)
      .Field("runs", plan.steps.size())
      .Field("jobs_replaced", sums.jobs)
      .Field("files", sums.files)
      .Field("bytes_in", sums.bytes)
      .Field("erasures_since", plan.erasures)
      .Json("steps", JsonArray(steps))
      .Finish();
}

}  // namespace

void AgainFlags::AddTo(CLI::App& command) {
  AddSwitch(command, "--again", again, "Read files again, with all files of their jobs, and replace their output");
  AddFlag(command, "--file", files, "FILE", "With --again: this raw file")->allow_extra_args(false);
  AddSwitch(command, "--lost", lost, "With --again: the raw files of lake files that are missing");
}

AgainChoice AgainFlags::Choice(const ModifiedWindow& window) const {
  const bool windowed = window.from_ns || window.to_ns;
  if (!again) {
    if (!files.empty()) throw UserError("--file needs --again: without it every unread file is read");
    if (lost) throw UserError("--lost needs --again");
    return {};
  }
  if (window.full_scan) throw UserError("--full-scan is not for --again, which finds its raw files in the ledger");
  if (static_cast<int>(!files.empty()) + static_cast<int>(windowed) + static_cast<int>(lost) != 1) {
    throw UserError("--again needs one of --file, --from and --to, or --lost, to select the raw files");
  }
  return {.files = files, .from_ns = window.from_ns, .to_ns = window.to_ns, .lost = lost};
}

int ShowAgain(Project& project, const AgainChoice& choice, bool json) {
  const AgainPlan plan = ForecastReadAgain(project, choice);
  PrintToStdout(json ? AgainJson(plan) + "\n" : RenderAgain(plan));
  return kExitDone;
}

void WarnOfAgain(const AgainCounts& again) {
  constexpr size_t kNamed = 10;
  for (size_t i = 0; i < std::min(again.gone.size(), kNamed); ++i) {
    LogWarning("a raw file is gone, so its old rows are kept: " + again.gone[i]);
  }
  if (again.gone.size() > kNamed) LogWarning("… and " + Plural(again.gone.size() - kNamed, "more raw file"));
  if (again.erasures > 0) {
    LogWarning("persons were erased since these files were first read (" + FormatCount(again.erasures) +
               "); their raw requests have been read again: repeat `millrace erase` for them");
  }
}

}  // namespace millrace
