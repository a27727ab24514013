#include "library/file_reader.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>

#include "parts/open_enrichments.h"
#include "privacy/privacy_sink.h"

#include "core/error.h"
#include "core/json_object.h"
#include "pipeline/ignored_names.h"
#include "pipeline/report_json.h"
#include "pipeline/workers.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

// The share of processing.memory that batches may take which were read and not yet asked for.
constexpr uint64_t kShareAhead = 8;

std::vector<PlannedFile> FilesAt(FileSystem& files, const Config& config, const std::vector<std::string>& paths) {
  const IgnoredNames ignored(config.processing.ignore);
  std::vector<PlannedFile> found;
  for (const std::string& path : paths) {
    std::error_code ignored_error;
    // A disk lists directories only.
    if (std::filesystem::is_regular_file(path, ignored_error)) {
      if (auto info = files.Stat(path)) found.push_back({.name = path, .info = *std::move(info)});
      continue;
    }
    const std::vector<FileInfo> below = files.List(path);
    if (below.empty()) {
      const auto info = files.Stat(path);
      if (!info) throw UserError("there is no file " + path);
      // A directory without files has no size either; reading it as a file would fail.
      if (info->size > 0) found.push_back({.name = path, .info = *info});
      continue;
    }
    for (const FileInfo& info : below) {
      std::string_view name = std::string_view(info.path).substr(std::min(info.path.size(), path.size()));
      while (name.starts_with('/')) name.remove_prefix(1);
      if (!ignored.Ignores(name)) found.push_back({.name = info.path, .info = info});
    }
  }
  return found;
}

}  // namespace

struct FileReader::State {
  State(const SessionOptions& given, const std::vector<std::string>& paths)
      : options(given),
        enrichments(options.config),
        files(options.config),
        planned(FilesAt(files, options.config, paths)),
        queue(options.dictionaries, options.config.processing.memory_bytes / kShareAhead),
        guarded(enrichments.privacy, queue) {}

  void Read() {
    std::exception_ptr failure;
    try {
      const JobInfo job{
          .job_id = options.job_id, .project_id = options.config.project, .created_us = options.created_us};
      BatchSink& sink = enrichments.privacy.empty() ? static_cast<BatchSink&>(queue) : guarded;
      const int threads = options.config.processing.threads;
      WorkerOptions workers;
      workers.threads = threads;
      workers.kernel = KernelOptionsOf(options.config, threads);
      workers.enrichments = enrichments.View();
      workers.stop = stop.get_token();
      WorkersResult result = RunWorkers(files, planned, workers, job, sink);
      if (!result.unread.empty()) throw RawFileFailure(std::move(result.unread));
      const std::lock_guard lock(mutex);
      report = std::move(result.report);
    } catch (...) {
      failure = std::current_exception();
    }
    queue.End(std::move(failure));
  }

  const SessionOptions options;
  const OpenEnrichments enrichments;
  AllFileSystems files;
  const std::vector<PlannedFile> planned;
  BatchQueue queue;
  PrivacySink guarded;
  std::stop_source stop;
  mutable std::mutex mutex;
  RunReport report;  // guarded by the mutex
  std::jthread reading;
};

FileReader::FileReader(const SessionOptions& options, const std::vector<std::string>& paths)
    : state_(std::make_unique<State>(options, paths)) {
  state_->reading = std::jthread([state = state_.get()] { state->Read(); });
}

FileReader::~FileReader() {
  state_->stop.request_stop();
  state_->queue.Stop();
}

std::optional<QueuedBatch> FileReader::Next() {
  return state_->queue.Next();
}

std::string FileReader::CountersJson() const {
  const std::lock_guard lock(state_->mutex);
  JsonObject object;
  AddCounters(object, state_->report);
  return object.Finish();
}

}  // namespace millrace
