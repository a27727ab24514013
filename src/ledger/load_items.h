// Lake files on their way into the warehouse, one record per file, and the apps that have a schema there (load.md §1).
//
//     Register ──▶ new ──Claim──▶ claimed ──Finish──▶ loaded
//                   ▲                │   └──Finish──▶ failed: tried again by later loads, up to kLoadAttempts
//                   └────GiveBack────┘
//     unknown_app: the app has no schema; RegisterApp makes its files new.
//
// A record lives as long as its file is in the lake. Jobs that publish or retire lake files do not write here: a load
// asks JobsToRegister for committed jobs that it has not seen, and takes their files over, so no crash loses one.
//
// Register may be called by anybody, since it changes single rows by their own state. Everything else is for the holder
// of kLoadLease (leases.h), under its number: the ledger refuses an older one with a SystemError. A list is written in
// pages; after a crash each row is durable or not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/jobs.h"

namespace millrace {

enum class LoadState : uint8_t { kNew, kClaimed, kLoaded, kFailed, kUnknownApp };
inline constexpr int kLoadStateCount = 5;
std::string_view LoadStateName(LoadState state);

// A file that has failed so often alone is not tried again until it changes or somebody asks for it.
inline constexpr int kLoadAttempts = 3;

struct LoadItem {
  std::string path;  // below the lake folder
  std::string table;
  std::string app;
  LoadState state = LoadState::kNew;
  uint64_t bytes = 0;
  std::string version;        // ETag of the store, as a notice or a listing gave it; empty: unknown
  int64_t rows = -1;          // -1: unknown
  int64_t registered_ns = 0;  // when the file was announced
  int attempts = 0;           // failures of the file alone
  std::string error = {};     // of the newest failure
  std::string load_id = {};   // the batch that has claimed, loaded or failed it
  int64_t finished_ns = 0;    // when it was loaded or failed
  // Whether it has rows that broke a rule of their table, and that no committed job has stored among the rejects.
  bool has_rejects = false;
};

// What waits and what is done, of one table.
struct LoadItemCounts {
  std::string table;
  std::array<uint64_t, kLoadStateCount> files{};
  std::array<uint64_t, kLoadStateCount> bytes{};
  uint64_t given_up = 0;  // of the failed: after kLoadAttempts
  int64_t oldest_ns = 0;  // registration of the oldest file that is new or claimed; 0: none
};

// Which items a person looks at.
struct LoadItemFilter {
  std::optional<LoadState> state = {};
  std::string table = {};  // empty: all
  std::string app = {};
};
using LoadStateCounts = std::array<uint64_t, kLoadStateCount>;

struct RegisteredApp {
  std::string app;
  std::string schema;
  bool operator==(const RegisteredApp&) const = default;
};

class LoadItemStore {
 public:
  virtual ~LoadItemStore() = default;

  // Adds files in the state that they have here. A file that is known stays as it is, unless its size, or both known
  // versions, differ: then it becomes as it is here. Returns the number of files that were added or are new again.
  virtual uint64_t Register(std::span<const LoadItem> items) = 0;
  virtual std::optional<LoadItem> Find(std::string_view path) = 0;
  // Items of a table in this state after the path `after`, in byte order, at most `limit`. Empty table: of all.
  virtual std::vector<LoadItem> InState(LoadState state, std::string_view table, std::string_view after,
                                        size_t limit) = 0;
  // What a load of a table may take: failed files with attempts left, then new ones, each oldest first.
  virtual std::vector<LoadItem> Waiting(std::string_view table, size_t limit) = 0;
  virtual std::vector<LoadItemCounts> Counts() = 0;
  // For people, since it goes through all items: those that match, the newest announcement first, ties by path.
  virtual std::vector<LoadItem> List(const LoadItemFilter& filter, size_t offset, size_t limit) = 0;
  // How many match in each state, whatever the state of the filter.
  virtual LoadStateCounts CountStates(const LoadItemFilter& filter) = 0;
  // A text that differs after every load that ended a batch or took rows out of the warehouse: whether there is
  // anything new in the warehouse, without opening it.
  virtual std::string LoadMark() = 0;

  // New and failed files become claimed by a batch; others are skipped. Returns how many it has now.
  virtual uint64_t Claim(std::string_view load_id, std::span<const std::string> paths, int64_t fence) = 0;
  // Batches that hold claimed files.
  virtual std::vector<std::string> ClaimedLoads() = 0;
  virtual std::vector<LoadItem> OfLoad(std::string_view load_id) = 0;
  // Ends a batch: its claimed files are loaded or failed. A failure counts as an attempt of each of them.
  // `has_rejects`: rows of some of them were rejected.
  struct End {
    LoadState state = LoadState::kLoaded;
    std::string error = {};
    int64_t finished_ns = 0;
    bool has_rejects = false;
  };
  virtual void Finish(std::string_view load_id, const End& end, int64_t fence) = 0;
  // Its claimed files are new again.
  virtual void GiveBack(std::string_view load_id, int64_t fence) = 0;
  // Failed files are new, with all their attempts; they keep their errors until they are loaded. Returns their number.
  virtual uint64_t RetryFailed(int64_t fence) = 0;
  // Loaded files are new: what they have is to be merged again. Returns their number.
  virtual uint64_t LoadAgain(int64_t fence) = 0;
  // Loaded files whose rejected rows are to be stored, by path.
  virtual std::vector<LoadItem> WithRejects(size_t limit) = 0;
  // Records that a running job stores the rejected rows of these files. It counts once the job is committed, and no
  // more when the job fails.
  virtual void NoteRejects(JobRef job, std::span<const std::string> paths) = 0;
  virtual void Forget(std::span<const std::string> paths, int64_t fence) = 0;

  // Committed jobs whose lake files have not been taken over, in the order in which they began. Those that still have
  // to remove what they retired come later.
  virtual std::vector<LedgerJob> JobsToRegister(size_t limit) = 0;
  // Those committed jobs that still have to remove what they retired.
  virtual std::vector<LedgerJob> JobsRetiring() = 0;
  virtual void MarkRegistered(std::string_view job_id, int64_t fence) = 0;

  // Keeps what became of the rows of a job's retired files in the warehouse: a JSON object, one for each table and app.
  // Another one of the same job, table and app replaces it.
  virtual void RecordRetirement(std::string_view job_id, std::string_view table, std::string_view app,
                                std::string_view record, int64_t fence) = 0;
  // By table and app.
  virtual std::vector<std::string> Retirements(std::string_view job_id) = 0;

  // By app id.
  virtual std::vector<RegisteredApp> Apps() = 0;
  // Gives an app its schema, and makes its unknown files new, in one durable change.
  virtual void RegisterApp(const RegisteredApp& app, int64_t fence) = 0;
};

}  // namespace millrace
