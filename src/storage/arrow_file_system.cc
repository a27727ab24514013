#include "storage/arrow_file_system.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <arrow/filesystem/filesystem.h>
#include <arrow/util/io_util.h>

#include "core/error.h"
#include "core/parallel.h"
#include "storage/read_ahead.h"
#include "storage/store_error.h"
#include "storage/store_wait.h"

namespace millrace {
namespace {

// Arrow takes a lease on an object of Azure before it deletes the object. The lease of a killed process expires after
// this time, the longest that Azure grants for leases of a fixed length.
constexpr std::chrono::seconds kLongestLease{60};
constexpr std::chrono::milliseconds kBetweenLooks{500};

void ThrowIfFailed(std::string_view action, const std::string& path, const arrow::Status& status) {
  if (!status.ok()) ThrowArrowStoreError(action, path, status.message());
}

template <typename T>
T ValueOrThrow(std::string_view action, const std::string& path, arrow::Result<T> result) {
  ThrowIfFailed(action, path, result.status());
  return std::move(result).ValueUnsafe();
}

bool IsLeased(const arrow::Status& status) {
  return status.message().find("LeaseAlreadyPresent") != std::string::npos ||
         status.message().find("LeaseIdMissing") != std::string::npos;
}

bool IsNotFound(const arrow::Status& status) {
  return arrow::internal::ErrnoFromStatus(status) == ENOENT;
}

class ObjectWriter : public WritableFile {
 public:
  ObjectWriter(std::shared_ptr<arrow::io::OutputStream> stream, std::string path, std::string server)
      : stream_(std::move(stream)), path_(std::move(path)), server_(std::move(server)) {}
  // The destructor of the stream would publish the incomplete object.
  ~ObjectWriter() override {
    if (!stream_->closed()) (void)stream_->Abort();
  }
  void Write(const void* data, size_t size) override {
    const StoreWait wait(server_);
    ThrowIfFailed("write", path_, stream_->Write(data, static_cast<int64_t>(size)));
  }
  void Sync() override {}
  void Close() override {
    const StoreWait wait(server_);
    ThrowIfFailed("write", path_, stream_->Close());
  }

 private:
  std::shared_ptr<arrow::io::OutputStream> stream_;
  std::string path_;
  std::string server_;
};

class ArrowFileSystem : public FileSystem {
 public:
  ArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, ArrowStore store)
      : files_(std::move(files)),
        store_(std::move(store)),
        reader_([this](const FileInfo& file) { return OpenObject(file); }) {}

  std::vector<FileInfo> List(const std::string& root) override {
    FileCollector all;
    if (store_.has_folders) {
      Walk(root, all);
    } else {
      for (const arrow::fs::FileInfo& info : Select(root, /*recursive=*/true)) {
        if (info.IsFile()) all.Visit(InfoOf(info));
      }
      if (all.files.empty()) CheckBucket(root);
    }
    std::ranges::sort(all.files, {}, &FileInfo::path);
    return std::move(all.files);
  }

  // Lists some directories at a time in parallel. A store without directories is listed as a whole.
  void Walk(const std::string& root, FileVisitor& visitor) override {
    if (!store_.has_folders) return FileSystem::Walk(root, visitor);
    if (!DirectoryWalk(*this, root, visitor).Run()) CheckBucket(root);
  }

  std::optional<FileInfo> Stat(const std::string& path) override {
    const arrow::fs::FileInfo info = Look(path);
    if (info.type() == arrow::fs::FileType::NotFound) return std::nullopt;
    return InfoOf(info);
  }

  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    if (const auto expected = reader_.Expected(path)) return reader_.Open(*expected);
    const auto info = Stat(path);
    if (!info) throw SystemError("cannot open " + path + ": no such object");
    return reader_.Open(*info);
  }

  void WillRead(const std::vector<FileInfo>& files, uint64_t bytes) override { reader_.WillRead(files, bytes); }

  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    const StoreWait wait(store_.server);
    return std::make_unique<ObjectWriter>(ValueOrThrow("create", path, files_->OpenOutputStream(ArrowPath(path))), path,
                                          store_.server);
  }

  void MakeDirectories(const std::string& /*path*/) override {}
  void SyncDirectory(const std::string& /*path*/) override {}

  void Rename(const std::string& from, const std::string& to) override {
    const StoreWait wait(store_.server);
    ThrowIfFailed("copy", from + " to " + to, files_->CopyFile(ArrowPath(from), ArrowPath(to)));
    ThrowIfFailed("remove", from, files_->DeleteFile(ArrowPath(from)));
  }

  // On Azure, deleting a directory takes one or two requests; deleting a single object takes four and leaves an empty
  // object in place of its directory. So the staged objects of a job are deleted together, by the code that staged
  // them.
  void Publish(const std::string& staged, const std::string& path, uint64_t bytes) override {
    const auto from = Stat(staged);
    // If it does not exist, it was already copied and deleted.
    const auto there = from ? from : Stat(path);
    if (!there) {
      std::string message = "a staged file is gone: neither ";
      throw StagedFileGone(message.append(staged).append(" nor ").append(path).append(" exists"));
    }
    if (there->size != bytes)
      throw SystemError("not the file that was written: " + there->path + " has a different size");
    const StoreWait wait(store_.server);
    if (from) ThrowIfFailed("copy", staged + " to " + path, files_->CopyFile(ArrowPath(staged), ArrowPath(path)));
  }

  void RemoveAll(const std::string& path) override {
    arrow::Status removed = Remove(path);
    const auto deadline = std::chrono::steady_clock::now() + kLongestLease;
    while (IsLeased(removed) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kBetweenLooks);
      removed = Remove(path);
    }
    if (!IsNotFound(removed)) ThrowIfFailed("remove", path, removed);
  }

 private:
  // Visits directories in the order of their paths, except that those of one step come before the directories below
  // them.
  class DirectoryWalk {
   public:
    DirectoryWalk(const ArrowFileSystem& store, const std::string& root, FileVisitor& visitor)
        : store_(store), below_(store.ArrowPath(root).size() + 1), visitor_(visitor) {
      Add(root, visitor.Enter(""));
    }

    bool Run() {  // returns whether there was any file
      while (!waiting_.empty()) {
        const size_t count = std::min(kParallelRequests, waiting_.size());
        const std::vector<Directory> step(waiting_.rbegin(), waiting_.rbegin() + static_cast<std::ptrdiff_t>(count));
        waiting_.resize(waiting_.size() - count);
        std::vector<arrow::fs::FileInfoVector> found(count);
        ParallelFor(kParallelRequests, count,
                    [&](size_t i) { found[i] = store_.Select(step[i].path, /*recursive=*/false); });
        for (arrow::fs::FileInfoVector& infos : found) VisitFiles(infos);
        for (size_t i = count; i-- > 0;) AddDirectories(found[i], step[i].descent);
      }
      return found_any_;
    }

   private:
    struct Directory {
      std::string path;
      Descent descent;
    };

    void VisitFiles(arrow::fs::FileInfoVector& infos) {
      std::ranges::sort(infos, {}, [](const arrow::fs::FileInfo& info) { return info.path(); });
      for (const arrow::fs::FileInfo& info : infos) {
        if (!info.IsFile()) continue;
        found_any_ = true;
        visitor_.Visit(store_.InfoOf(info));
      }
    }
    void AddDirectories(const arrow::fs::FileInfoVector& infos, Descent of_parent) {
      for (auto info = infos.rbegin(); info != infos.rend(); ++info) {
        if (!info->IsDirectory()) continue;
        const std::string_view folder = std::string_view(info->path()).substr(below_);
        Add(store_.PathOf(*info), of_parent == Descent::kAll ? Descent::kAll : visitor_.Enter(folder));
      }
    }
    void Add(std::string path, Descent descent) {
      if (descent != Descent::kSkip) waiting_.push_back({std::move(path), descent});
    }

    const ArrowFileSystem& store_;
    const size_t below_;
    FileVisitor& visitor_;
    std::vector<Directory> waiting_;  // the next one at the end
    bool found_any_ = false;
  };

  std::string ArrowPath(const std::string& path) const {
    MILLRACE_CHECK(path.starts_with(store_.root));
    std::string below = store_.arrow_root + path.substr(store_.root.size());
    while (below.ends_with('/')) below.pop_back();
    return below;
  }

  arrow::Status Remove(const std::string& path) {
    const std::string arrow_path = ArrowPath(path);
    const arrow::fs::FileInfo there = Look(path);
    const StoreWait wait(store_.server);
    if (there.IsFile()) return files_->DeleteFile(arrow_path);
    if (!there.IsDirectory()) return arrow::Status::OK();
    // If no object represents the directory, Arrow fails to delete it.
    return store_.has_folders ? files_->DeleteDir(arrow_path)
                              : files_->DeleteDirContents(arrow_path, /*missing_dir_ok=*/true);
  }

  std::string PathOf(const arrow::fs::FileInfo& info) const {
    return store_.root + info.path().substr(store_.arrow_root.size());
  }

  FileInfo InfoOf(const arrow::fs::FileInfo& info) const {
    return {.path = PathOf(info),
            .size = info.IsFile() ? static_cast<uint64_t>(info.size()) : 0,
            .modified_ns = info.mtime().time_since_epoch().count()};
  }

  arrow::fs::FileInfo Look(const std::string& path) {
    const StoreWait wait(store_.server);
    arrow::fs::FileInfo info = ValueOrThrow("stat", path, files_->GetFileInfo(ArrowPath(path)));
    if (info.type() != arrow::fs::FileType::NotFound) return info;
    // On Azure, Arrow checks only the first name with the directory's name as a prefix: if raw-old/ exists, it does not
    // find raw/.
    if (store_.has_folders && !Select(path, /*recursive=*/false).empty()) {
      info.set_type(arrow::fs::FileType::Directory);
    } else {
      CheckBucket(path);
    }
    return info;
  }

  arrow::fs::FileInfoVector Select(const std::string& root, bool recursive) const {
    arrow::fs::FileSelector all;
    all.base_dir = ArrowPath(root);
    all.allow_not_found = true;
    all.recursive = recursive;
    const StoreWait wait(store_.server);
    return ValueOrThrow("list", root, files_->GetFileInfo(all));
  }

  // Arrow gives the same result for an empty directory and a missing bucket, so check once that the bucket exists.
  void CheckBucket(const std::string& path) {
    const std::string below = ArrowPath(path).substr(store_.arrow_root.size());
    const std::string bucket = store_.arrow_root + below.substr(0, below.find('/'));
    {
      const std::lock_guard lock(mutex_);
      if (buckets_.contains(bucket)) return;
    }
    // Credentials for objects may lack permission to query the bucket. In that case, assume that it exists.
    const auto info = files_->GetFileInfo(bucket);
    if (info.ok() && info->type() == arrow::fs::FileType::NotFound) ThrowStoreError("find", path, "NoSuchBucket", "");
    const std::lock_guard lock(mutex_);
    buckets_.insert(bucket);
  }

  std::shared_ptr<ReadAhead::Source> OpenObject(const FileInfo& file) const {
    class Object : public ReadAhead::Source {
     public:
      Object(std::string path, std::string server, std::shared_ptr<arrow::io::InputStream> stream)
          : path_(std::move(path)), server_(std::move(server)), stream_(std::move(stream)) {}
      std::shared_ptr<arrow::Buffer> Read(int64_t size) override {
        const StoreWait wait(server_);
        auto piece = stream_->Read(size);
        ThrowIfFailed("read", path_, piece.status());
        return std::move(piece).ValueUnsafe();
      }

     private:
      const std::string path_;
      const std::string server_;
      const std::shared_ptr<arrow::io::InputStream> stream_;
    };

    arrow::fs::FileInfo info(ArrowPath(file.path), arrow::fs::FileType::File);
    info.set_size(static_cast<int64_t>(file.size));
    const StoreWait wait(store_.server);
    auto opened = files_->OpenInputStream(info);
    ThrowIfFailed("read", file.path, opened.status());
    return std::make_shared<Object>(file.path, store_.server, std::move(opened).ValueUnsafe());
  }

  const std::shared_ptr<arrow::fs::FileSystem> files_;
  const ArrowStore store_;
  ReadAhead reader_;
  std::mutex mutex_;
  std::set<std::string> buckets_;  // that are known to exist; guarded by the mutex
};

}  // namespace

std::unique_ptr<FileSystem> OverArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, ArrowStore store) {
  return std::make_unique<ArrowFileSystem>(std::move(files), std::move(store));
}

}  // namespace millrace
