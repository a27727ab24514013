// The one door to files. Everything that reads or writes data goes through FileSystem, so that a test can make the n-th
// operation fail. Every failure is a SystemError that names the operation, the path and the system's reason.
//
// Implementations are thread-safe; a ReadableFile or WritableFile belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

struct FileInfo {
  std::string path;         // as it can be opened: the listed root, then the path below it
  uint64_t size = 0;        // bytes
  int64_t modified_ns = 0;  // nanoseconds since the epoch
};

class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  // Reads up to `size` bytes at the current position; returns how many, 0 at the end.
  virtual size_t Read(void* buffer, size_t size) = 0;
};

class WritableFile {
 public:
  virtual ~WritableFile() = default;
  virtual void Write(const void* data, size_t size) = 0;
  // Makes what was written survive a loss of power.
  virtual void Sync() = 0;
  // Must be called; a file that is destroyed without it is abandoned (its content is undefined).
  virtual void Close() = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // All regular files below `root`, at any depth, sorted by path. A missing root gives none.
  virtual std::vector<FileInfo> List(const std::string& root) = 0;
  // Null when nothing is there.
  virtual std::optional<FileInfo> Stat(const std::string& path) = 0;
  virtual std::unique_ptr<ReadableFile> OpenRead(const std::string& path) = 0;
  // Creates or truncates a file; its folders must exist.
  virtual std::unique_ptr<WritableFile> Create(const std::string& path) = 0;
  virtual void MakeDirectories(const std::string& path) = 0;
  // Replaces `to` if it exists. Both must be on one device.
  virtual void Rename(const std::string& from, const std::string& to) = 0;
  // Removes a file, or a folder with all that is in it; nothing there is not an error.
  virtual void RemoveAll(const std::string& path) = 0;
  // Makes creations, renames and removals inside a folder survive a loss of power.
  virtual void SyncDirectory(const std::string& path) = 0;
};

// The local disk. One object for the program.
FileSystem& LocalFileSystem();

}  // namespace millrace
