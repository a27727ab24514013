// The raw files that no job has read, and the tables of the lake, as listings found them, for many readers: one of them
// lists while the others go on with what is known. Thread-safe.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "project/project.h"
#include "project/status.h"

namespace millrace {

// Failing: tried again, alone, by the next run. Quarantined: not tried again until somebody asks, or it changes. Left
// out: because of its name. Changed: since it was read, so it is not read again.
enum class RawFileState : uint8_t { kNew, kSettling, kLeftOut, kChanged, kFailing, kQuarantined };
inline constexpr size_t kRawFileStates = 6;
std::string_view RawFileStateName(RawFileState state);  // `left_out`

struct RawFileStatus {
  std::string path;  // below the raw folder
  uint64_t bytes = 0;
  int64_t modified_ns = 0;
  RawFileState state = RawFileState::kNew;
  std::string reason;  // empty: there is none
  int attempts = 0;    // that failed
};

struct FolderListing {
  int64_t listed_ns = 0;
  bool raw_folder_exists = false;
  std::array<uint64_t, kRawFileStates> counts{};  // files by state
  uint64_t new_bytes = 0;
  int64_t oldest_new_ns = 0;  // modified time; 0: nothing is new
  // The first kListedFilesKept of each state; new ones oldest first, the others by path.
  std::array<std::vector<RawFileStatus>, kRawFileStates> files;
  std::string raw_error;  // why the raw folder cannot be listed; empty: it was
  std::vector<TableSize> tables;
  std::string lake_error;

  uint64_t Count(RawFileState state) const { return counts[static_cast<size_t>(state)]; }
};
inline constexpr size_t kListedFilesKept = 10'000;

class FolderListings {
 public:
  // `age`: how old an answer may be. A listing that takes long is kept four times as long as it took. The project must
  // outlive it.
  FolderListings(Project& project, std::chrono::milliseconds age) : project_(project), age_(age) {}

  // Throws Cancelled, and what the ledger throws.
  std::shared_ptr<const FolderListing> Newest(const std::stop_token& stop = {});
  // The next call lists again, because something was changed.
  void Forget();

 private:
  Project& project_;
  const std::chrono::milliseconds age_;
  std::mutex mutex_;
  std::condition_variable_any listed_;
  bool is_listing_ = false;
  uint64_t changes_ = 0;  // calls of Forget
  std::chrono::steady_clock::time_point fresh_until_;
  std::shared_ptr<const FolderListing> newest_;
};

}  // namespace millrace
