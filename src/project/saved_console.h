// What people keep of the console, as services over the ledger: saved analyses, boards and segments, each checked
// before it is kept, in its canonical form; runs of segments, and their users. Thread-safe.
//
// All throw UserError for an app that is unknown, DescriptionError for a body that is wrong, SystemError when the
// machine fails.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/console_documents.h"
#include "project/app_data.h"
#include "project/project.h"
#include "project/query_pool.h"
#include "project/user_export.h"

namespace millrace {

// Somebody else changed or removed the document since it was read.
class DocumentConflict : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class SavedConsole {
 public:
  static constexpr size_t kMostExportBytes = size_t{1} << 30;

  // Both must outlive it.
  SavedConsole(Project& project, AppsWithData& apps);

  // By title.
  std::vector<ConsoleDocument> List(const std::string& app, DocumentKind kind);
  std::optional<ConsoleDocument> Find(const std::string& app, DocumentKind kind, const std::string& id);
  // Without an id: a new one, which gets one. Otherwise replaces the one of `document.version`. Returns it as it is
  // kept.
  ConsoleDocument Save(ConsoleDocument document);
  // With a segment go its runs, and its rows in the warehouse.
  bool Remove(const std::string& app, DocumentKind kind, const std::string& id);

  // Computes the users of a segment and replaces its rows in `segment_user`, in one transaction; the run is recorded,
  // whether it succeeds or fails. Null if there is no such segment, or no more when it ends. Throws Cancelled when it
  // is stopped; then nothing is recorded. Takes as long as it takes: segment_runs.h has the queue.
  std::optional<SegmentRun> RunSegment(const std::string& app, const std::string& id, const std::stop_token& stop);
  // Records a run that was stopped, with the reason.
  void RecordFailure(SegmentRun run, const std::string& error);
  // When the schedule of each document, if it is a segment, computes it next, nanoseconds since the epoch. Null: never.
  std::vector<std::optional<int64_t>> NextRuns(std::span<const ConsoleDocument> documents);
  // The newest first.
  std::vector<SegmentRun> Runs(const std::string& app, const std::string& id);
  // The users of the last run with their attributes, as CSV in pieces. It holds a connection of this object, which must
  // outlive it; a few may be open at a time. Null if there is no such segment. Throws ExportsBusy, QueryTimedOut and
  // Cancelled.
  std::unique_ptr<UserExport> ExportUsers(const std::string& app, const std::string& id, const std::stop_token& stop,
                                          size_t most_bytes = kMostExportBytes);

 private:
  std::shared_ptr<const AppData> AppOf(const std::string& id) const;
  SegmentRun Replace(const AppData& app, const ConsoleDocument& document, SegmentRun run,
                     const std::stop_token& stop) const;

  void Clear(const AppData& app, const std::string& id) const;

  Project& project_;
  AppsWithData& apps_;
  std::atomic<size_t> open_exports_ = 0;
  QueryPool exports_;  // of its own: they take long, and others do not wait for them
};

}  // namespace millrace
