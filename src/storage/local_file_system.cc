#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/time.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

[[noreturn]] void Fail(const char* operation, const std::string& path, int error) {
  throw SystemError(std::string("cannot ") + operation + " " + path + ": " + std::strerror(error));
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
    std::vector<FileInfo> files;
    std::vector<std::pair<dev_t, ino_t>> ancestors;
    ListInto(AT_FDCWD, root.c_str(), root, ancestors, files);
    std::sort(files.begin(), files.end(), [](const FileInfo& a, const FileInfo& b) { return a.path < b.path; });
    return files;
  }

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
  // Lists the folder `name` inside `parent`; `path` is how the caller spells it. What vanishes meanwhile is left out.
  static void ListInto(int parent, const char* name, const std::string& path,
                       std::vector<std::pair<dev_t, ino_t>>& ancestors, std::vector<FileInfo>& files) {
    Descriptor fd(Retry([&] { return ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (fd.get() < 0) {
      if (errno == ENOENT) return;
      Fail("list", path, errno);
    }
    struct stat self {};
    if (::fstat(fd.get(), &self) < 0) Fail("list", path, errno);
    // Links are followed, so a link to a folder above would never end.
    const std::pair<dev_t, ino_t> identity(self.st_dev, self.st_ino);
    if (std::find(ancestors.begin(), ancestors.end(), identity) != ancestors.end()) return;
    ancestors.push_back(identity);
    DirectoryStream stream(std::move(fd), path);
    while (const char* child = stream.Next()) {
      struct stat status {};
      if (::fstatat(stream.fd(), child, &status, 0) < 0) {
        if (errno == ENOENT || errno == ELOOP) continue;
        Fail("stat", Join(path, child), errno);
      }
      if (S_ISDIR(status.st_mode)) {
        ListInto(stream.fd(), child, Join(path, child), ancestors, files);
      } else if (S_ISREG(status.st_mode)) {
        files.push_back(InfoOf(Join(path, child), status));
      }
    }
    ancestors.pop_back();
  }

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
