// For tests: a disk that breaks at a chosen moment. FaultyFileSystem passes every operation on to a real file system
// and asks a FaultPlan before each; the plan makes the n-th operation fail, or end the process there (simulated: a
// KillSwitch is thrown, and by every later operation too). LosePower() then takes away what was never synced, as a
// power cut does.
//
// A test runs a job with n = 1, 2, 3… until the plan did not fire any more, recovers, and compares with the oracle.
// All classes here are thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/file_system.h"

namespace millrace {

// What a simulated death throws. Derived from nothing, so that no handler of errors takes it for one.
struct KillSwitch {};

enum class Fault : uint8_t {
  kNone,  // only counts
  kFail,  // the chosen operation throws SystemError, later ones work
  kKill,  // the chosen operation and all later ones throw KillSwitch
};

// Counts operations and fires at one of them. Shared by everything that may break in one test (files, ledger).
class FaultPlan {
 public:
  explicit FaultPlan(Fault fault = Fault::kNone, uint64_t at = 0) : fault_(fault), at_(at) {}

  // To be called before an operation; throws when this is the one (counted from 1), or when the process is dead.
  void Step(const char* operation, const std::string& path);

  uint64_t steps() const { return steps_; }
  bool fired() const { return fired_; }
  bool dead() const { return fired_ && fault_ == Fault::kKill; }

 private:
  const Fault fault_;
  const uint64_t at_;
  std::atomic<uint64_t> steps_{0};
  std::atomic<bool> fired_{false};
};

// What a power cut takes.
enum class PowerLoss : uint8_t {
  kContents,          // bytes that were not synced; names stay (files appear empty or cut)
  kContentsAndNames,  // also creations, renames and removals in folders that were not synced
};

class FaultyFileSystem : public FileSystem {
 public:
  // `base` works on the local disk; `limbo` is an empty folder on the same device for what was removed but not for
  // sure. Nothing is owned.
  FaultyFileSystem(FileSystem& base, FaultPlan& plan, std::string limbo);
  ~FaultyFileSystem() override;

  std::vector<FileInfo> List(const std::string& root) override;
  std::optional<FileInfo> Stat(const std::string& path) override;
  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override;
  std::unique_ptr<WritableFile> Create(const std::string& path) override;
  void MakeDirectories(const std::string& path) override;
  void Rename(const std::string& from, const std::string& to) override;
  void RemoveAll(const std::string& path) override;
  void SyncDirectory(const std::string& path) override;

  // Call once, after the killed work has unwound: puts the disk into the state that the next start would find.
  void LosePower(PowerLoss loss);

 private:
  class FaultyReadableFile;
  class FaultyWritableFile;

  // One change of a folder that is not durable until the folder is synced.
  struct Change {
    enum class Kind : uint8_t { kCreate, kMakeDirectory, kRename, kRemove } kind;
    std::string path;   // the name that appeared or vanished
    std::string other;  // kRename: the old name; kRemove: where it lies in limbo
  };

  void Undo(const Change& change);

  FileSystem& base_;
  FaultPlan& plan_;
  const std::string limbo_;
  std::mutex mutex_;                             // guards what follows
  std::vector<Change> changes_;                  // not durable, oldest first
  std::map<std::string, uint64_t> synced_size_;  // of files with bytes that are not durable: how many are
  uint64_t removed_ = 0;
};

}  // namespace millrace
