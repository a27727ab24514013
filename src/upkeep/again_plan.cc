#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "upkeep/again.h"
#include "upkeep/again_sources.h"
#include "upkeep/rewrite.h"
#include "upkeep/source_rows.h"

namespace millrace {
namespace {

// A table and one of its partitions, as named in outputs.
using Place = std::pair<std::string, std::string>;

Place PlaceOf(TableId table, const Partition& partition) {
  return {std::string(TableOf(table).name), PartitionFolder(partition)};
}

// Decides what happens to the lake files of a step.
class Planner {
 public:
  // `lost`: the lost files of the lake, if those are what is read again.
  Planner(FileSystem& files, Ledger& ledger, const PipelineOptions& options, bool lost)
      : files_(files), ledger_(ledger), options_(options), retired_(ledger.outputs().AllRetired()) {
    if (lost) lost_ = CompareLake(files, ledger, options.lake, options.project).lost;
    for (LedgerJob& job : ledger.jobs().Recent(INT32_MAX)) kinds_.emplace(std::move(job.id), job.kind);
    const std::vector<TableId> tables = {TableId::kEvent, TableId::kItem, TableId::kReject};
    auto lists = CommittedFiles(files, ledger, options.lake, options.project, tables);
    for (size_t i = 0; i < tables.size(); ++i) {
      for (CommittedFile& file : lists[i]) {
        std::vector<TableFile>& place = lake_[PlaceOf(tables[i], file.partition)];
        place.push_back({.table = tables[i], .file = std::move(file)});
      }
    }
  }

  void PlanFiles(AgainStep& step) {
    const RawFileNames sources = SourcesOf(step, options_.raw);
    std::unordered_set<std::string> whole;    // jobs whose every row is read again
    std::unordered_set<std::string> partial;  // jobs some of whose raw files are gone
    std::set<Place> places;                   // where rows of the raw files lie
    for (const JobFiles& each : step.jobs) {
      (each.gone.empty() && each.job.kind == JobKind::kProcess ? whole : partial).insert(each.job.id);
      for (const LedgerOutput& output : ledger_.outputs().OfJob(each.job.id)) {
        places.emplace(output.table, output.partition);
        if (whole.contains(each.job.id)) Replace(output, step);
      }
    }
    AddPlacesOfReplays(sources, places);
    // With raw files gone, items may be all that is left of an event that does not come back.
    if (step.none_gone) FindLostEvents(step);
    for (const Place& place : places) {
      for (const TableFile& file : lake_[place]) {
        const std::string& job = file.file.job_id;
        if (whole.contains(job)) {
          if (file.table == TableId::kEvent) step.events.push_back(file);
        } else if (partial.contains(job) || HoldsRowsOfOthers(job)) {
          step.rewritten.push_back(file);
        }
      }
    }
    KeepThoseThatChange(sources, step);
  }

  // Lost lake files that no step replaces, for example those written by a compaction.
  void ReplaceLost(AgainStep& last) {
    for (const LostFile& lost : lost_) {
      if (!replaced_.contains(lost.output.final_path)) Replace(lost.output, last);
    }
  }

 private:
  void Replace(const LedgerOutput& output, AgainStep& step) {
    if (retired_.contains(output.final_path)) return;
    replaced_.insert(output.final_path);
    step.replaced.push_back({.path = output.final_path, .table = output.table, .bytes = output.bytes});
  }

  // Whether a job copied rows from files of other jobs, or read them from rejects. False for a job of another ledger.
  bool HoldsRowsOfOthers(const std::string& job) const {
    const auto kind = kinds_.find(job);
    return kind != kinds_.end() && kind->second != JobKind::kProcess;
  }

  void AddPlacesOfReplays(const RawFileNames& sources, std::set<Place>& places) {
    for (const auto& [job, kind] : kinds_) {
      if (kind != JobKind::kReplay) continue;
      bool concerned = false;
      ledger_.replays().ForEachOf(job, [&](const RejectKey& key) { concerned |= sources.Has(key.source_file); });
      if (!concerned) continue;
      for (const LedgerOutput& output : ledger_.outputs().OfJob(job)) places.emplace(output.table, output.partition);
    }
  }

  void FindLostEvents(AgainStep& step) {
    std::set<Place> places;
    for (const LostFile& lost : lost_) {
      if (lost.output.table != TableOf(TableId::kEvent).name) continue;
      const auto partition = ParsePartitionFolder(lost.output.partition);
      const Place place(lost.output.table, lost.output.partition);
      if (partition && places.insert(place).second) step.lost_events.push_back({*partition, lake_[place]});
    }
  }

  // Of the files that may contain rows of the sources, those that do.
  void KeepThoseThatChange(const RawFileNames& sources, AgainStep& step) {
    std::vector<TableFile> changing;
    for (const TableFile& file : step.rewritten) {
      if (CountDropped(files_, file, *RowsReadAgain(files_, file, sources, step)) > 0) changing.push_back(file);
    }
    step.rewritten = std::move(changing);
  }

  FileSystem& files_;
  Ledger& ledger_;
  const PipelineOptions& options_;
  const std::unordered_set<std::string> retired_;  // paths below the lake
  std::unordered_set<std::string> replaced_;       // by a step so far
  std::vector<LostFile> lost_;
  std::unordered_map<std::string, JobKind> kinds_;
  std::map<Place, std::vector<TableFile>> lake_;
};

uint64_t ErasuresSince(Ledger& ledger, int64_t started_ns) {
  return static_cast<uint64_t>(std::ranges::count_if(ledger.jobs().Recent(INT32_MAX), [&](const LedgerJob& job) {
    return job.kind == JobKind::kErase && job.state == JobState::kCommitted && job.finished_ns > started_ns;
  }));
}

}  // namespace

AgainPlan PlanAgain(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const AgainChoice& choice,
                    uint64_t max_bytes_per_run) {
  AgainPlan plan;
  int64_t oldest_ns = INT64_MAX;
  bool none_gone = true;
  for (JobFiles& job : ChooseJobs(files, ledger, options, choice)) {
    oldest_ns = std::min(oldest_ns, job.job.started_ns);
    none_gone &= job.gone.empty();
    const bool fits = !plan.steps.empty() && plan.steps.back().bytes + job.bytes <= max_bytes_per_run;
    AgainStep& step = fits ? plan.steps.back() : plan.steps.emplace_back();
    step.bytes += job.bytes;
    step.jobs.push_back(std::move(job));
  }
  if (plan.steps.empty()) return plan;
  Planner planner(files, ledger, options, choice.lost);
  for (AgainStep& step : plan.steps) {
    step.none_gone = none_gone;
    planner.PlanFiles(step);
  }
  if (choice.lost) planner.ReplaceLost(plan.steps.back());
  plan.erasures = ErasuresSince(ledger, oldest_ns);
  return plan;
}

void PlanFilesAnew(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const AgainChoice& choice,
                   bool last, AgainStep& step) {
  step.replaced.clear();
  step.rewritten.clear();
  step.events.clear();
  step.lost_events.clear();
  Planner planner(files, ledger, options, choice.lost);
  planner.PlanFiles(step);
  if (last && choice.lost) planner.ReplaceLost(step);
}

}  // namespace millrace
