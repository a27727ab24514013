#include "cli/plan_print.h"

#include <cmath>

#include "cli/report_lines.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "core/utf8.h"
#include "pipeline/report_json.h"

namespace millrace {
namespace {

// The number of files that are listed; --json lists all.
constexpr size_t kFilesShown = 10;

void AddFiles(ReportLines& lines, const Plan& plan) {
  lines.Title(plan.files == 0 ? "would read nothing"
                              : "would read " + Plural(plan.files, "file") + ", " + FormatSize(plan.bytes) + ", in " +
                                    Plural(plan.runs.size(), "job"));
  size_t shown = 0;
  for (size_t i = 0; i < plan.runs.size(); ++i) {
    for (const PlannedFile& file : plan.runs[i]) {
      if (shown++ >= kFilesShown) continue;
      const std::string job = plan.runs.size() > 1 ? "job " + std::to_string(i + 1) + "  " : "";
      lines.Text("  " + job + FormatInstant(file.info.modified_ns) + "  " + ShownName(file.name) + ", " +
                 FormatSize(file.info.size));
    }
  }
  if (shown > kFilesShown) lines.Text("  and " + FormatCount(shown - kFilesShown) + " more");
}

std::string NotListed(uint64_t days) {
  return "not listed: " + Plural(days, "finished day") + "; --full-scan lists " + (days == 1 ? "it" : "them") + ", too";
}

void AddLeftOut(ReportLines& lines, const Plan& plan) {
  if (plan.already_done > 0) lines.Text("skipped: " + Plural(plan.already_done, "file") + ", read by an earlier run");
  if (plan.in_progress > 0) {
    lines.Text("skipped: " + Plural(plan.in_progress, "file") + ", claimed by a run in progress");
  }
  if (plan.outside_window > 0) {
    lines.Text("skipped: " + Plural(plan.outside_window, "file") + ", modified outside --from and --to");
  }
  if (!plan.unsettled.empty()) {
    lines.Text("not yet: " + Plural(plan.unsettled.size(), "file") + ", modified just now; --settle 0s reads " +
               (plan.unsettled.size() == 1 ? "it" : "them") + " now");
  }
  for (const FailingFile& file : plan.failing) {
    const std::string count = std::to_string(file.failures) + (file.failures == 1 ? " failure" : " failures");
    lines.Text((file.quarantined() ? "quarantined: " : "tried alone: ") + ShownName(file.path) + ", " + count + ": " +
               file.reason);
  }
  for (const UnlistedFolder& folder : plan.unlisted) lines.Text(folder.Sentence());
  if (plan.days_not_listed > 0) lines.Text(NotListed(plan.days_not_listed));
  if (plan.ignored > 0) {
    lines.Text("skipped: " + Plural(plan.ignored, "file") + ", by name (processing.ignore)");
  }
  for (const ChangedFile& file : plan.changed) {
    if (!file.told) lines.Text("skipped: " + ShownName(file.name) + ", changed since it was read: " + file.What());
  }
  const uint64_t told = plan.changed.size() - plan.ChangedUntold();
  if (told > 0) lines.Text("skipped: " + Plural(told, "file") + ", changed since they were read, as reported before");
}

void AddNeeds(ReportLines& lines, const PlanEstimate& estimate, const RunMeans& means) {
  const Estimate& total = estimate.total;
  lines.Title("it will need");
  lines.Add("threads", std::to_string(total.threads) + " of " + std::to_string(means.threads));
  lines.Add("memory", "about " + FormatSize(total.peak_memory_bytes));
  lines.Add("time", "about " + FormatDuration(static_cast<int64_t>(total.seconds * 1000)));
  const std::string cost = FormatCost(total.cost_usd);
  lines.Add("cost", (cost.starts_with('$') ? "about " : "") + cost + " at " + FormatCost(means.price_per_core_hour) +
                        " per core-hour");
  if (total.bytes_out > 0) lines.Add("room in the lake", "about " + FormatSize(total.bytes_out));
}

std::string Seconds(double seconds) {
  return FormatDuration(static_cast<int64_t>(seconds * 1000));
}

void AddSparkNeeds(ReportLines& lines, const Estimate& total, const SparkSize& size, const RunMeans& means) {
  lines.Title("on Spark it will need");
  lines.Add("tasks", FormatCount(size.tasks) + " of about " + FormatSize(size.task_bytes) + " as stored");
  lines.Add("executors", Plural(static_cast<uint64_t>(size.executors), "executor") + " with " +
                             Plural(static_cast<uint64_t>(size.executor_cores), "core") + " each");
  lines.Add("memory", FormatSize(size.heap_bytes) + " of heap and " + FormatSize(size.overhead_bytes) +
                          " beside it, each executor");
  lines.Add("time", "about " + Seconds(size.seconds));
  lines.Add("cost",
            "about " + FormatCost(size.cost_usd) + " at " + FormatCost(means.price_per_core_hour) + " per core-hour");
  if (total.bytes_out > 0) lines.Add("room in the lake", "about " + FormatSize(total.bytes_out));
}

void AddSparkReasons(ReportLines& lines, const SparkSize& size) {
  lines.Add("work", Seconds(size.core_seconds) + " of a core in all tasks, " + Seconds(size.longest_task_seconds) +
                        " in the longest");
  lines.Add("cores", size.limited_by_tasks ? "one for each task: more would have nothing to do"
                                           : "enough to end within " + Seconds(kSparkWantedSeconds) +
                                                 " of work: with more, starting them takes too much of the time");
  lines.Add("memory", "a task takes about " + FormatSize(size.task_memory_bytes) +
                          "; a half more, Python's worker, and at least 2 GiB a core");
  lines.Add("start", "about " + Seconds(kSparkStartSeconds) + " until the first task runs");
}

void AddSparkSettings(ReportLines& lines, const SparkSize& size) {
  const auto mebibytes = [](uint64_t bytes) { return std::to_string(bytes >> 20) + "m"; };
  lines.Title("with");
  lines.Text("  --conf spark.executor.cores=" + std::to_string(size.executor_cores));
  lines.Text("  --conf spark.executor.memory=" + mebibytes(size.heap_bytes));
  lines.Text("  --conf spark.executor.memoryOverhead=" + mebibytes(size.overhead_bytes));
  lines.Text("  --conf spark.dynamicAllocation.enabled=true");
  lines.Text("  --conf spark.dynamicAllocation.maxExecutors=" + std::to_string(size.executors));
}

void AddReasons(ReportLines& lines, const PlanEstimate& estimate, const RunMeans& means, const SparkSize* spark) {
  const Estimate& total = estimate.total;
  const RunRates& rates = estimate.rates;
  lines.Title("because");
  lines.Add("expansion", Plural(estimate.sample.files, "file") + " sampled, " + FormatSize(estimate.sample.bytes) +
                             ": " + FormatDecimal(estimate.sample.expansion) + " times as large uncompressed");
  lines.Add("content", "about " + FormatSize(total.bytes_raw) + " in " + Plural(total.requests, "request") +
                           (total.events > 0 ? " with " + Plural(total.events, "event") : ""));
  if (spark == nullptr) {
    lines.Add("threads", total.threads < means.threads ? "more would have nothing to do: the files are few and small"
                                                       : "processing.threads allows " + std::to_string(means.threads));
  }
  const std::string speed = FormatDecimal(rates.bytes_per_second / 1e6) + " MB/s per thread and " +
                            FormatDuration(static_cast<int64_t>(rates.seconds_to_begin * 1000)) +
                            " to start and finish a run";
  lines.Add("speed", speed + (rates.measured_runs == 0 ? ", assumed until a run is measured"
                              : rates.measured_runs == 1
                                  ? ", measured in the last run"
                                  : ", measured in the last " + std::to_string(rates.measured_runs) + " runs"));
  if (spark != nullptr) return AddSparkReasons(lines, *spark);
  lines.Add("memory",
            "processing.memory allows " + FormatSize(means.memory_bytes) + " for everything that grows with the input");
}

}  // namespace

std::string FailingFilesJson(const std::vector<FailingFile>& files) {
  std::vector<std::string> objects;
  objects.reserve(files.size());
  for (const FailingFile& file : files) {
    objects.push_back(JsonObject()
                          .Field("file", file.path)
                          .Field("reason", file.reason)
                          .Field("failures", file.failures)
                          .Field("failed", FormatInstant(file.failed_ns))
                          .Field("quarantined", file.quarantined())
                          .Finish());
  }
  return JsonArray(objects);
}

std::string ChangedFilesJson(const std::vector<ChangedFile>& files) {
  std::vector<std::string> objects;
  objects.reserve(files.size());
  for (const ChangedFile& file : files) {
    objects.push_back(JsonObject()
                          .Field("file", file.name)
                          .Field("bytes", file.info.size)
                          .Field("bytes_when_read", file.known.size)
                          .Field("change", file.What())
                          .Finish());
  }
  return JsonArray(objects);
}

std::string NothingToDo(uint64_t already_done, uint64_t unsettled, uint64_t days_not_listed) {
  std::string text = "nothing to do";
  if (unsettled > 0) {
    text += " yet: " + Plural(unsettled, "file") + " may still be written";
  } else if (already_done > 0) {
    text += already_done == 1 ? ": the only" : ": all " + FormatCount(already_done);
    text += days_not_listed > 0 ? " listed" : "";
    text += already_done == 1 ? " file was read before" : " files were read before";
  } else if (days_not_listed == 0) {
    text += ": the raw directory has no new file";
  }
  if (days_not_listed > 0) text += "\n" + NotListed(days_not_listed);
  return text + "\n";
}

std::string RenderPlan(const Plan& plan, const PlanEstimate& estimate, const RunMeans& means, const SparkSize* spark,
                       bool color) {
  ReportLines lines(color);
  const bool only_done = plan.in_progress == 0 && plan.outside_window == 0 && plan.changed.empty() &&
                         plan.unsettled.empty() && plan.ignored == 0 && plan.failing.empty() && plan.unlisted.empty();
  if (plan.files == 0 && only_done) return NothingToDo(plan.already_done, 0, plan.days_not_listed);
  AddFiles(lines, plan);
  AddLeftOut(lines, plan);
  if (plan.files > 0) {
    if (spark != nullptr) {
      AddSparkNeeds(lines, estimate.total, *spark, means);
    } else {
      AddNeeds(lines, estimate, means);
    }
    AddReasons(lines, estimate, means, spark);
    if (spark != nullptr) AddSparkSettings(lines, *spark);
  }
  return lines.Take();
}

std::string PlanJson(const Plan& plan, const PlanEstimate& estimate, const RunMeans& means, const SparkSize* spark) {
  std::vector<std::string> files;
  for (size_t i = 0; i < plan.runs.size(); ++i) {
    for (const PlannedFile& file : plan.runs[i]) {
      files.push_back(JsonObject()
                          .Field("run", i + 1)
                          .Field("file", file.name)
                          .Field("bytes", file.info.size)
                          .Field("modified", FormatInstant(file.info.modified_ns))
                          .Finish());
    }
  }
  const RunRates& rates = estimate.rates;
  JsonObject object;
  object.Field("dry_run", true)
      .Field("runs", plan.runs.size())
      .Field("files", plan.files)
      .Field("bytes_in", plan.bytes)
      .Field("files_already_done", plan.already_done)
      .Field("days_not_listed", plan.days_not_listed)
      .Field("files_in_progress", plan.in_progress)
      .Field("files_outside_window", plan.outside_window)
      .Field("files_unsettled", plan.unsettled.size())
      .Field("files_ignored", plan.ignored)
      .Json("files_failing", FailingFilesJson(plan.failing))
      .Json("folders_unlisted", FoldersUnlistedJson(plan.unlisted))
      .Json("files_changed", ChangedFilesJson(plan.changed))
      .Json("estimate", ToJson(estimate.total))
      .Json("basis", JsonObject()
                         .Field("sampled_files", estimate.sample.files)
                         .Field("bytes_sampled", estimate.sample.bytes)
                         .Field("expansion", std::round(estimate.sample.expansion * 1000) / 1000)
                         .Field("bytes_per_row", std::llround(estimate.sample.bytes_per_row))
                         .Field("measured_runs", rates.measured_runs)
                         .Field("bytes_per_second_and_thread", std::llround(rates.bytes_per_second))
                         .Field("seconds_to_begin", rates.seconds_to_begin)
                         .Field("events_per_request", rates.events_per_request)
                         .Field("threads_allowed", means.threads)
                         .Field("memory_allowed", means.memory_bytes)
                         .Finish());
  object.Json("spark", spark != nullptr ? ToJson(*spark) : "null");
  return object.Json("planned", JsonArray(files)).Finish();
}

}  // namespace millrace
