// The only access to files. Everything that reads or writes data uses a FileSystem, so a test can make the n-th
// operation fail. Every failure is a SystemError that names the operation, the path and the system's reason; a mistake
// that the user can fix in a store's configuration (no such bucket, a wrong key) is a UserError.
//
// A path is on the local disk, or an address in an object store (core/store_address.h). A store has no directories:
// creating, syncing and removing empty ones does nothing there. It has no rename either; files that must be invisible
// until a commit are written with CreateStaged and made visible with Publish, by whatever means the store has.
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

// The number of independent requests that are sent at the same time: to an object store, or to a disk that must confirm
// each of them.
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
  kAsk,   // its files; the visitor is asked about each of its directories
  kAll,   // everything below it
};

// Directs a walk and receives what it finds.
class FileVisitor {
 public:
  virtual ~FileVisitor() = default;
  // `folder` is a path below the root of the walk, without a slash at either end; empty: the root itself.
  virtual Descent Enter(std::string_view folder) = 0;
  virtual void Visit(FileInfo file) = 0;
  // A directory that cannot be listed, or something whose kind cannot be determined; `path` is below the root. By
  // default the walk fails. A root that cannot be listed always makes it fail.
  virtual void Unreadable(std::string_view /*path*/, const SystemError& error) { throw SystemError(error); }
};

// Collects everything.
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
  // Makes the data written so far survive a power failure.
  virtual void Sync() = 0;
  // Must be called. A file that is destroyed without it is abandoned, with undefined content.
  virtual void Close() = 0;
  // Of a closed file from CreateStaged: what Publish needs in addition to the staged path; appended to that path.
  virtual std::string Ticket() const { return {}; }
};

// An upload into a store that was neither completed nor aborted. No listing of files shows it.
struct UnfinishedUpload {
  std::string path;  // of the file once it is complete
  std::string id;
  int64_t begun_ns = 0;
};

// A staged file no longer exists and was not published: the storage lost it, or somebody removed it.
class StagedFileGone : public SystemError {
 public:
  using SystemError::SystemError;
};

// All bytes of a file.
inline constexpr uint64_t kWholeFile = UINT64_MAX;

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // All regular files below `root`, at any depth, sorted by path. A missing root gives none.
  virtual std::vector<FileInfo> List(const std::string& root) = 0;
  // Lists what the visitor asks for, without holding the whole list in memory. The files of one directory are visited
  // in byte order. So are those of different directories if the storage lists in that order, as a disk does.
  virtual void Walk(const std::string& root, FileVisitor& visitor);
  // Null if the path does not exist.
  virtual std::optional<FileInfo> Stat(const std::string& path) = 0;
  virtual std::unique_ptr<ReadableFile> OpenRead(const std::string& path) = 0;
  // Announces that these files will be opened soon, in about this order, and that the first `bytes` of each will be
  // read, so that a store can fetch them in advance. Replaces the previous announcement.
  virtual void WillRead(const std::vector<FileInfo>& /*files*/, uint64_t /*bytes*/ = kWholeFile) {}
  // Whether reading a file that WillRead announced fails if its version has changed since, so that the caller need not
  // check it afterwards.
  virtual bool ReadsAsListed(const std::string& /*path*/) { return false; }
  // Creates or truncates a file; its directory must exist.
  virtual std::unique_ptr<WritableFile> Create(const std::string& path) = 0;
  virtual void MakeDirectories(const std::string& path) = 0;
  // Replaces `to` if it exists. Both must be on one device.
  virtual void Rename(const std::string& from, const std::string& to) = 0;
  // Removes a file, or a directory with its content. It is not an error if the path does not exist.
  virtual void RemoveAll(const std::string& path) = 0;
  // Makes creations, renames and removals in a directory survive a power failure.
  virtual void SyncDirectory(const std::string& path) = 0;

  // Creates a file that becomes visible as `path` when this or another process publishes it. Until then it is stored
  // at `staged`, whose directory must exist, or as an upload that is not completed.
  virtual std::unique_ptr<WritableFile> CreateStaged(const std::string& staged, const std::string& path);
  // Makes a closed and durable staged file visible as `path`. `staged` is the staged path followed by the file's
  // Ticket. Can be repeated: does nothing if `path` already is a file of `bytes` bytes. Throws StagedFileGone if
  // neither file exists. A store that copies does not delete the staged file; its directory is removed later.
  virtual void Publish(const std::string& staged, const std::string& path, uint64_t bytes);
  // Unfinished uploads below a directory; a disk has none.
  virtual std::vector<UnfinishedUpload> Uploads(const std::string& /*folder*/) { return {}; }
  virtual void Abort(const UnfinishedUpload& /*upload*/) {}
  // Aborts all unfinished uploads of one file. Every store can find these.
  virtual void AbortUploads(const std::string& /*path*/) {}
};

// The local disk. One object for the whole program.
FileSystem& LocalFileSystem();

// The directory of a path; of a plain name, the current directory.
std::string ParentOf(const std::string& path);

// Creates a directory and its missing parents so that their names survive a power failure. Does nothing in a store.
// Throws SystemError.
void MakeDurableFolder(FileSystem& files, const std::string& folder);

}  // namespace millrace
