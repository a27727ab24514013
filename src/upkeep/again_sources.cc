#include "upkeep/again_sources.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/utf8.h"
#include "lake/partition_path.h"
#include "pipeline/lake_view.h"

namespace millrace {
namespace {

constexpr size_t kPageFiles = 1000;

// The name relative to the raw directory.
std::string NameOf(const std::string& raw, const std::string& given) {
  const std::string prefix = raw + (raw.ends_with('/') ? "" : "/");
  return given.starts_with(prefix) ? given.substr(prefix.size()) : given;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// Visits the raw files that a job owns.
template <typename Visit>
void ForEachFileOf(Ledger& ledger, const std::string& job, const Visit& visit) {
  std::vector<LedgerFile> page;
  do {
    page = ledger.raw_files().OfJob(job, page.empty() ? std::string() : page.back().path, kPageFiles);
    for (const LedgerFile& file : page) visit(file);
  } while (page.size() == kPageFiles);
}

// The same for all committed jobs, with the job.
template <typename Visit>
void ForEachCommitted(Ledger& ledger, const Visit& visit) {
  for (const LedgerJob& job : ledger.jobs().Recent(kAllJobs)) {
    if (job.state != JobState::kCommitted) continue;
    ForEachFileOf(ledger, job.id, [&](const LedgerFile& file) { visit(job.id, file); });
  }
}

std::unordered_set<std::string> JobsOfNamed(Ledger& ledger, const PipelineOptions& options,
                                            const std::vector<std::string>& given) {
  std::map<std::string, const std::string*> wanted;  // name → as it was given
  for (const std::string& name : given) wanted.emplace(NameOf(options.raw, name), &name);
  std::unordered_set<std::string> jobs;
  ForEachCommitted(ledger, [&](const std::string& job, const LedgerFile& file) {
    if (wanted.erase(file.path) > 0) jobs.insert(job);
  });
  if (!wanted.empty()) {
    throw UserError("no committed job has read the raw file " + *wanted.begin()->second +
                    "; name it by its path below " + options.raw + ", or read it with `millrace process`");
  }
  return jobs;
}

std::unordered_set<std::string> JobsOfWindow(Ledger& ledger, const AgainChoice& choice) {
  std::unordered_set<std::string> jobs;
  ForEachCommitted(ledger, [&](const std::string& job, const LedgerFile& file) {
    if (choice.from_ns && file.modified_ns <= *choice.from_ns) return;
    if (choice.to_ns && file.modified_ns > *choice.to_ns) return;
    jobs.insert(job);
  });
  return jobs;
}

// Maps a lake file to the jobs that read the raw files of its rows.
class Ancestry {
 public:
  Ancestry(Ledger& ledger, const PipelineOptions& options) : ledger_(ledger), options_(options) {
    for (LedgerJob& job : ledger.jobs().Recent(kAllJobs)) kinds_.emplace(std::move(job.id), job.kind);
  }

  void Add(const std::string& job, const LedgerOutput& output) {
    if (!seen_.emplace(job, output.table, output.partition).second) return;
    const auto kind = kinds_.find(job);
    if (kind == kinds_.end()) return;  // of another ledger: its raw files are not known here
    jobs_.insert(job);
    if (kind->second == JobKind::kReplay) AddSources(job);
    for (const RetiredFile& file : ledger_.outputs().RetiredBy(job)) {
      const auto of = JobOfFileName(std::string_view(file.path).substr(file.path.rfind('/') + 1));
      if (of && FolderOf(file.path) == FolderOf(output.final_path)) Add(std::string(*of), output);
    }
  }

  // Jobs that own no raw files cannot be read again and are dropped.
  std::unordered_set<std::string> Finish() {
    if (!names_.empty()) {
      ForEachCommitted(ledger_, [&](const std::string& job, const LedgerFile& file) {
        if (names_.contains(EscapeInvalidUtf8(file.path))) jobs_.insert(job);
      });
    }
    return std::move(jobs_);
  }

 private:
  void AddSources(const std::string& replay) {
    ledger_.replays().ForEachOf(replay, [&](const RejectKey& key) {
      const std::string name = NameOf(EscapeInvalidUtf8(options_.raw), key.source_file);
      if (!names_.insert(name).second || name != key.source_file) return;
      // The raw directory was somewhere else at that time: the end of the path is the name.
      for (size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
        names_.insert(name.substr(slash + 1));
      }
    });
  }

  Ledger& ledger_;
  const PipelineOptions& options_;
  std::unordered_map<std::string, JobKind> kinds_;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
  std::unordered_set<std::string> jobs_;
  std::unordered_set<std::string> names_;  // of raw files whose rejects were replayed, as rejects have them
};

std::unordered_set<std::string> JobsOfLost(FileSystem& files, Ledger& ledger, const PipelineOptions& options) {
  Ancestry ancestry(ledger, options);
  for (const LostFile& lost : CompareLake(files, ledger, options.lake, options.project).lost) {
    ancestry.Add(lost.job_id, lost.output);
  }
  return ancestry.Finish();
}

// The raw files as they are now. They are listed by directory, because a store reports more about a file in a listing.
std::unordered_map<std::string, FileInfo> PresentFiles(FileSystem& files, const std::string& raw,
                                                       const std::set<std::string>& folders) {
  const std::string prefix = raw + (raw.ends_with('/') ? "" : "/");
  std::unordered_map<std::string, FileInfo> present;
  for (const std::string& folder : folders) {
    for (FileInfo& info : files.List(folder.empty() ? raw : prefix + folder)) {
      std::string name = info.path.substr(prefix.size());
      if (FolderOf(name) == folder) present.emplace(std::move(name), std::move(info));
    }
  }
  return present;
}

}  // namespace

std::vector<JobFiles> ChooseJobs(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                 const AgainChoice& choice) {
  const std::unordered_set<std::string> chosen = choice.lost            ? JobsOfLost(files, ledger, options)
                                                 : choice.files.empty() ? JobsOfWindow(ledger, choice)
                                                                        : JobsOfNamed(ledger, options, choice.files);
  std::map<std::string, std::vector<std::string>> names;  // job → its raw files
  std::set<std::string> folders;
  for (const std::string& job : chosen) {
    ForEachFileOf(ledger, job, [&](const LedgerFile& file) {
      names[job].push_back(file.path);
      folders.insert(FolderOf(file.path));
    });
  }
  std::unordered_map<std::string, FileInfo> present = PresentFiles(files, options.raw, folders);

  std::vector<JobFiles> jobs;
  for (LedgerJob& job : ledger.jobs().Recent(kAllJobs)) {
    const auto found = names.find(job.id);
    if (found == names.end()) continue;
    JobFiles& each = jobs.emplace_back();
    each.job = std::move(job);
    for (std::string& name : found->second) {
      if (const auto info = present.find(name); info == present.end()) {
        each.gone.push_back(std::move(name));
      } else {
        each.bytes += info->second.size;
        each.files.push_back({.name = std::move(name), .info = std::move(info->second)});
      }
    }
  }
  std::ranges::reverse(jobs);  // the ledger gives the newest first
  return jobs;
}

}  // namespace millrace
