#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/time.h"
#include "core/utf8.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

SystemError Failure(const char* operation, const std::string& path, int error) {
  return SystemError(std::string("cannot ") + operation + " " + ShownName(path) + ": " + std::strerror(error));
}

[[noreturn]] void Fail(const char* operation, const std::string& path, int error) {
  throw Failure(operation, path, error);
}

// Repeats a system call that a signal interrupted.
template <typename Call>
auto Retry(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// Owns a folder that is being read.
class DirectoryStream {
 public:
  // Takes the descriptor.
  explicit DirectoryStream(Descriptor fd, const std::string& path) : path_(path) {
    stream_ = ::fdopendir(fd.get());
    if (stream_ == nullptr) Fail("list", path, errno);
    fd.Release();
  }
  ~DirectoryStream() { ::closedir(stream_); }
  DirectoryStream(const DirectoryStream&) = delete;
  DirectoryStream& operator=(const DirectoryStream&) = delete;

  int fd() const { return ::dirfd(stream_); }
  // The next name but . and .., null at the end.
  const char* Next() {
    while (true) {
      errno = 0;
      const dirent* entry = ::readdir(stream_);
      if (entry == nullptr) {
        if (errno != 0) Fail("list", path_, errno);
        return nullptr;
      }
      const char* name = entry->d_name;
      if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0) return name;
    }
  }

 private:
  DIR* stream_;
  std::string path_;
};

// A file's time may be any 64-bit number of seconds.
int64_t NanosecondsOf(const timespec& time) {
  constexpr int64_t kMost = INT64_MAX / kNanosecondsPerSecond - 1;
  return std::clamp<int64_t>(time.tv_sec, -kMost, kMost) * kNanosecondsPerSecond + time.tv_nsec;
}

FileInfo InfoOf(std::string path, const struct stat& status) {
  return {.path = std::move(path),
          .size = static_cast<uint64_t>(status.st_size),
          .modified_ns = NanosecondsOf(status.st_mtim)};
}

std::string Join(const std::string& folder, const char* name) {
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

// Visits files in byte order of their paths. What vanishes meanwhile is left out. Links are followed.
class DirectoryWalk {
 public:
  DirectoryWalk(const std::string& root, FileVisitor& visitor)
      : root_(root), below_(root.size() + (root.ends_with('/') ? 0 : 1)), visitor_(visitor) {}

  void Start() { Enter(AT_FDCWD, root_.c_str(), root_, Descent::kAsk); }

 private:
  struct Entry {
    std::string name;   // of a directory with a slash behind it, as in the paths of its files: these decide the order
    uint64_t size = 0;  // of a file, like its time
    int64_t modified_ns = 0;

    bool is_directory() const { return name.ends_with('/'); }
  };

  // `path` is how the caller spells the directory `name` inside `parent`.
  void Enter(int parent, const char* name, const std::string& path, Descent of_parent) {
    const std::string_view folder = path.size() < below_ ? std::string_view() : std::string_view(path).substr(below_);
    const Descent descent = of_parent == Descent::kAll ? Descent::kAll : visitor_.Enter(folder);
    if (descent == Descent::kSkip) return;
    const size_t depth = ancestors_.size();
    std::optional<DirectoryStream> stream;
    std::vector<Entry> entries;
    try {
      if (!Open(parent, name, path, stream)) return;
      entries = Read(*stream, path);
    } catch (const SystemError& error) {
      ancestors_.resize(depth);
      if (folder.empty()) throw;
      visitor_.Unreadable(folder, error);
      return;
    }
    for (Entry& entry : entries) {
      if (entry.is_directory()) {
        entry.name.pop_back();
        Enter(stream->fd(), entry.name.c_str(), Join(path, entry.name.c_str()), descent);
      } else {
        visitor_.Visit({.path = Join(path, entry.name.c_str()), .size = entry.size, .modified_ns = entry.modified_ns});
      }
    }
    ancestors_.resize(depth);
  }

  // Adds the directory to the ancestors. False if it has vanished or is among them.
  bool Open(int parent, const char* name, const std::string& path, std::optional<DirectoryStream>& stream) {
    Descriptor fd(Retry([&] { return ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (fd.get() < 0) {
      if (errno == ENOENT) return false;
      Fail("list", path, errno);
    }
    struct stat self {};
    if (::fstat(fd.get(), &self) < 0) Fail("list", path, errno);
    // A link to a directory above would never end.
    const std::pair<dev_t, ino_t> identity(self.st_dev, self.st_ino);
    if (std::find(ancestors_.begin(), ancestors_.end(), identity) != ancestors_.end()) return false;
    ancestors_.push_back(identity);
    stream.emplace(std::move(fd), path);
    return true;
  }

  std::vector<Entry> Read(DirectoryStream& stream, const std::string& path) {
    std::vector<Entry> entries;
    while (const char* child = stream.Next()) {
      struct stat status {};
      if (::fstatat(stream.fd(), child, &status, 0) < 0) {
        const int error = errno;
        // Vanished, or a link that leads nowhere.
        if (error == ENOENT || error == ELOOP || error == ENOTDIR) continue;
        // A link may lead to a place that is closed to us. If not even the link can be looked at, nothing here can.
        if (::fstatat(stream.fd(), child, &status, AT_SYMLINK_NOFOLLOW) < 0) Fail("list", path, error);
        const std::string whole = Join(path, child);
        visitor_.Unreadable(std::string_view(whole).substr(below_), Failure("stat", whole, error));
        continue;
      }
      if (S_ISDIR(status.st_mode)) {
        entries.push_back({.name = std::string(child) + '/'});
      } else if (S_ISREG(status.st_mode)) {
        entries.push_back({child, static_cast<uint64_t>(status.st_size), NanosecondsOf(status.st_mtim)});
      }
    }
    std::ranges::sort(entries, {}, &Entry::name);
    return entries;
  }

  const std::string root_;
  const size_t below_;
  FileVisitor& visitor_;
  std::vector<std::pair<dev_t, ino_t>> ancestors_;
};

class LocalReadableFile : public ReadableFile {
 public:
  LocalReadableFile(Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  size_t Read(void* buffer, size_t size) override {
    const ssize_t got = Retry([&] { return ::read(fd_.get(), buffer, size); });
    if (got < 0) Fail("read", path_, errno);
    return static_cast<size_t>(got);
  }

 private:
  Descriptor fd_;
  std::string path_;
};

class LocalWritableFile : public WritableFile {
 public:
  LocalWritableFile(Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  void Write(const void* data, size_t size) override {
    const char* position = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t written = Retry([&] { return ::write(fd_.get(), position, size); });
      if (written < 0) Fail("write", path_, errno);
      position += written;
      size -= static_cast<size_t>(written);
      unsent_ += written;
    }
    // The disk begins now, so that Sync need not wait for all of it. Only a hint: Sync is what counts.
    if (unsent_ < kBytesToSend) return;
    ::sync_file_range(fd_.get(), sent_, unsent_, SYNC_FILE_RANGE_WRITE);
    sent_ += unsent_;
    unsent_ = 0;
  }

  void Sync() override {
    if (Retry([&] { return ::fsync(fd_.get()); }) < 0) Fail("sync", path_, errno);
  }

  void Close() override {
    // After EINTR Linux has closed the descriptor already, so a repeated close could hit another file.
    const int fd = fd_.Release();
    if (fd >= 0 && ::close(fd) < 0 && errno != EINTR) Fail("close", path_, errno);
  }

 private:
  static constexpr off_t kBytesToSend = 1 << 20;

  off_t sent_ = 0;  // how much the disk has been told to write
  off_t unsent_ = 0;
  Descriptor fd_;
  std::string path_;
};

class LocalDisk : public FileSystem {
 public:
  std::vector<FileInfo> List(const std::string& root) override {
    FileCollector all;
    Walk(root, all);
    return std::move(all.files);
  }

  void Walk(const std::string& root, FileVisitor& visitor) override { DirectoryWalk(root, visitor).Start(); }

  std::optional<FileInfo> Stat(const std::string& path) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) < 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      Fail("stat", path, errno);
    }
    return InfoOf(path, status);
  }

  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    Descriptor fd(Retry([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (fd.get() < 0) Fail("open", path, errno);
    // A hint only: some file systems know no read-ahead, which is no reason to fail.
    (void)::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::make_unique<LocalReadableFile>(std::move(fd), path);
  }

  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    Descriptor fd(Retry([&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }));
    if (fd.get() < 0) Fail("create", path, errno);
    return std::make_unique<LocalWritableFile>(std::move(fd), path);
  }

  void MakeDirectories(const std::string& path) override {
    if (path.empty() || ::mkdir(path.c_str(), 0777) == 0) return;
    if (errno == ENOENT) {
      const size_t slash = path.find_last_not_of('/') == std::string::npos
                               ? std::string::npos
                               : path.rfind('/', path.find_last_not_of('/'));
      if (slash != std::string::npos && slash > 0) MakeDirectories(path.substr(0, slash));
      if (::mkdir(path.c_str(), 0777) == 0) return;
    }
    const int error = errno;
    struct stat status {};
    if (error == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return;
    Fail("create directory", path, error);
  }

  void Rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) < 0) {
      const int error = errno;
      Fail("rename", from + " to " + to, error);
    }
  }

  void RemoveAll(const std::string& path) override { RemoveAt(AT_FDCWD, path.c_str(), path); }

  void SyncDirectory(const std::string& path) override {
    Descriptor fd(Retry([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (fd.get() < 0) Fail("open directory", path, errno);
    if (Retry([&] { return ::fsync(fd.get()); }) < 0) Fail("sync directory", path, errno);
  }

 private:
  // Links are removed, not followed.
  static void RemoveAt(int parent, const char* name, const std::string& path) {
    if (::unlinkat(parent, name, 0) == 0 || errno == ENOENT || errno == ENOTDIR) return;
    if (errno != EISDIR && errno != EPERM) Fail("remove", path, errno);
    const int unlink_error = errno;
    {
      Descriptor fd(Retry([&] { return ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); }));
      if (fd.get() < 0) {
        if (errno == ENOENT) return;
        Fail("remove", path, errno == ENOTDIR ? unlink_error : errno);
      }
      DirectoryStream stream(std::move(fd), path);
      while (const char* child = stream.Next()) RemoveAt(stream.fd(), child, Join(path, child));
    }
    if (::unlinkat(parent, name, AT_REMOVEDIR) < 0 && errno != ENOENT) Fail("remove directory", path, errno);
  }
};

}  // namespace

FileSystem& LocalFileSystem() {
  static LocalDisk disk;
  return disk;
}

}  // namespace millrace
