// A disk that fails at a chosen moment. FaultyDisk passes every operation on to a real file system and consults a
// FaultPlan before each. LosePower() then removes everything that was never synced, as a power cut does. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/testing/fault_plan.h"
#include "storage/file_system.h"

namespace millrace {

// The changes that a power cut undoes.
enum class PowerLoss : uint8_t {
  kContents,          // bytes that were not synced; names stay (files appear empty or cut)
  kContentsAndNames,  // also creations, renames and removals in folders that were not synced
};

class FaultyDisk : public FileSystem {
 public:
  // `base` works on the local disk. `limbo` is an empty directory on the same device, for removed files whose removal
  // is not durable yet. Nothing is owned.
  FaultyDisk(FileSystem& base, FaultPlan& plan, std::string limbo);
  ~FaultyDisk() override;

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
