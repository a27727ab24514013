// The one door to files. Everything that reads or writes data goes through FileSystem, so that a test can make the n-th
// operation fail. Every failure is a SystemError that names the operation, the path and the system's reason; what the
// user can mend about a store (no such bucket, a wrong key) is a UserError.
//
// A path is one of the local disk, or an address of an object store (core/store_address.h). A store has no folders:
// there, making, syncing and removing empty ones does nothing. It has no rename either; what must not be seen before a
// commit is written with CreateStaged and shown with Publish, which do on each store what it can do.
//
// Implementations are thread-safe; a ReadableFile or WritableFile belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace millrace {

// So many requests at a time are sent to an object store, or to a disk that must confirm them, where one need not wait
// for another.
inline constexpr size_t kParallelRequests = 8;

struct FileInfo {
  std::string path;          // as it can be opened: the listed root, then the path below it
  uint64_t size = 0;         // bytes
  int64_t modified_ns = 0;   // nanoseconds since the epoch; of a store's Stat perhaps in whole seconds
  std::string version = {};  // changes with the content (a store's ETag); empty on a disk
};

// How much of a directory to list.
enum class Descent : uint8_t {
  kSkip,  // nothing
  kAsk,   // its files, and of each of its directories what the visitor says
  kAll,   // everything below it
};

// Directs a walk and receives what it finds.
class FileVisitor {
 public:
  virtual ~FileVisitor() = default;
  // `folder` is a path below the root of the walk, without a slash at either end; empty: the root itself.
  virtual Descent Enter(std::string_view folder) = 0;
  virtual void Visit(FileInfo file) = 0;
};

// Wants everything.
class FileCollector : public FileVisitor {
 public:
  Descent Enter(std::string_view /*folder*/) override { return Descent::kAll; }
  void Visit(FileInfo file) override { files.push_back(std::move(file)); }

  std::vector<FileInfo> files;
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
  // Of a closed file from CreateStaged: what Publish needs to know beside the staged path, to be appended to it.
  virtual std::string Ticket() const { return {}; }
};

// A file that was begun in a store and neither finished nor given up: no listing of files shows it.
struct UnfinishedUpload {
  std::string path;  // that it would have
  std::string id;
  int64_t begun_ns = 0;
};

// What was staged is gone, and was not published: the storage lost what it had accepted, or somebody removed it.
class StagedFileGone : public SystemError {
 public:
  using SystemError::SystemError;
};

// As many bytes as a file has.
inline constexpr uint64_t kWholeFile = UINT64_MAX;

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // All regular files below `root`, at any depth, sorted by path. A missing root gives none.
  virtual std::vector<FileInfo> List(const std::string& root) = 0;
  // Lists what the visitor asks for, and holds little of it in memory at a time. The files of one directory come in
  // byte order. Others do, too, as far as the storage lists them in that order; a disk does.
  virtual void Walk(const std::string& root, FileVisitor& visitor);
  // Null when nothing is there.
  virtual std::optional<FileInfo> Stat(const std::string& path) = 0;
  virtual std::unique_ptr<ReadableFile> OpenRead(const std::string& path) = 0;
  // Says that these files will be opened soon, about in this order, and that the first `bytes` of each are wanted: a
  // store begins to fetch them. Replaces what was said before.
  virtual void WillRead(const std::vector<FileInfo>& /*files*/, uint64_t /*bytes*/ = kWholeFile) {}
  // Whether reading a file that WillRead named fails by itself when it has another version by then, so that nobody
  // needs to look afterwards.
  virtual bool ReadsAsListed(const std::string& /*path*/) { return false; }
  // Creates or truncates a file; its folders must exist.
  virtual std::unique_ptr<WritableFile> Create(const std::string& path) = 0;
  virtual void MakeDirectories(const std::string& path) = 0;
  // Replaces `to` if it exists. Both must be on one device.
  virtual void Rename(const std::string& from, const std::string& to) = 0;
  // Removes a file, or a folder with all that is in it; nothing there is not an error.
  virtual void RemoveAll(const std::string& path) = 0;
  // Makes creations, renames and removals inside a folder survive a loss of power.
  virtual void SyncDirectory(const std::string& path) = 0;

  // Creates a file that becomes visible as `path` when it is published, by this process or another. Until then it lies
  // at `staged`, whose folder must exist, or is an upload that was not completed.
  virtual std::unique_ptr<WritableFile> CreateStaged(const std::string& staged, const std::string& path);
  // Shows a staged file, which was closed and is durable, as `path`. `staged` is the staged path with the file's Ticket
  // behind it. Can be repeated: nothing is done when a file of `bytes` bytes is there already. Throws StagedFileGone
  // when neither is there. A store that copies leaves the staged file to whoever removes its folder.
  virtual void Publish(const std::string& staged, const std::string& path, uint64_t bytes);
  // Uploads below a folder that nobody completed; a disk has none.
  virtual std::vector<UnfinishedUpload> Uploads(const std::string& /*folder*/) { return {}; }
  virtual void Abort(const UnfinishedUpload& /*upload*/) {}
  // Gives up all unfinished uploads of one file; every store finds these.
  virtual void AbortUploads(const std::string& /*path*/) {}
};

// The local disk. One object for the program.
FileSystem& LocalFileSystem();

// The folder of a path; of a name alone, the current one.
std::string ParentOf(const std::string& path);

// Makes a folder, with those above it that are missing, so that its name survives a loss of power. In a store there is
// nothing to make. Throws SystemError.
void MakeDurableFolder(FileSystem& files, const std::string& folder);

}  // namespace millrace
