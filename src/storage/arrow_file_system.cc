#include "storage/arrow_file_system.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/filesystem/azurefs.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/filesystem/gcsfs.h>

#include "core/error.h"
#include "storage/read_ahead.h"

namespace millrace {
namespace {

// The SDK of Google repeats what may pass for so long; its default would be a quarter of an hour.
constexpr double kGsRetrySeconds = 60;

void ThrowIfFailed(std::string_view action, const std::string& path, const arrow::Status& status) {
  if (status.ok()) return;
  std::string message = "cannot ";
  throw SystemError(message.append(action).append(" ").append(path).append(": ").append(status.message()));
}

template <typename T>
T ValueOrThrow(std::string_view action, const std::string& path, arrow::Result<T> result) {
  ThrowIfFailed(action, path, result.status());
  return std::move(result).ValueUnsafe();
}

class ObjectWriter : public WritableFile {
 public:
  ObjectWriter(std::shared_ptr<arrow::io::OutputStream> stream, std::string path)
      : stream_(std::move(stream)), path_(std::move(path)) {}
  // The stream's own destructor would make the object visible as far as it was written.
  ~ObjectWriter() override {
    if (!stream_->closed()) (void)stream_->Abort();
  }
  void Write(const void* data, size_t size) override {
    ThrowIfFailed("write", path_, stream_->Write(data, static_cast<int64_t>(size)));
  }
  void Sync() override {}
  void Close() override { ThrowIfFailed("write", path_, stream_->Close()); }

 private:
  std::shared_ptr<arrow::io::OutputStream> stream_;
  std::string path_;
};

class ArrowFileSystem : public FileSystem {
 public:
  ArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, std::string root, std::string arrow_root)
      : files_(std::move(files)),
        root_(std::move(root)),
        arrow_root_(std::move(arrow_root)),
        reader_([this](const FileInfo& file) { return OpenObject(file); },
                [](const std::string& path, const arrow::Status& status) { ThrowIfFailed("read", path, status); }) {}

  std::vector<FileInfo> List(const std::string& root) override {
    arrow::fs::FileSelector all;
    all.base_dir = ArrowPath(root);
    all.allow_not_found = true;
    all.recursive = true;
    std::vector<FileInfo> files;
    for (const arrow::fs::FileInfo& info : ValueOrThrow("list", root, files_->GetFileInfo(all))) {
      if (info.IsFile()) files.push_back(InfoOf(info));
    }
    std::ranges::sort(files, {}, &FileInfo::path);
    return files;
  }

  std::optional<FileInfo> Stat(const std::string& path) override {
    const arrow::fs::FileInfo info = ValueOrThrow("look at", path, files_->GetFileInfo(ArrowPath(path)));
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
    return std::make_unique<ObjectWriter>(ValueOrThrow("create", path, files_->OpenOutputStream(ArrowPath(path))),
                                          path);
  }

  void MakeDirectories(const std::string& /*path*/) override {}
  void SyncDirectory(const std::string& /*path*/) override {}

  void Rename(const std::string& from, const std::string& to) override {
    ThrowIfFailed("copy", from + " to " + to, files_->CopyFile(ArrowPath(from), ArrowPath(to)));
    ThrowIfFailed("remove", from, files_->DeleteFile(ArrowPath(from)));
  }

  void RemoveAll(const std::string& path) override {
    for (const FileInfo& file : List(path)) {
      ThrowIfFailed("remove", file.path, files_->DeleteFile(ArrowPath(file.path)));
    }
    const auto left = ValueOrThrow("look at", path, files_->GetFileInfo(ArrowPath(path)));
    if (left.IsFile()) ThrowIfFailed("remove", path, files_->DeleteFile(ArrowPath(path)));
  }

 private:
  std::string ArrowPath(const std::string& path) const {
    MILLRACE_CHECK(path.starts_with(root_));
    std::string below = arrow_root_ + path.substr(root_.size());
    while (below.ends_with('/')) below.pop_back();
    return below;
  }

  FileInfo InfoOf(const arrow::fs::FileInfo& info) const {
    return {.path = root_ + info.path().substr(arrow_root_.size()),
            .size = info.IsFile() ? static_cast<uint64_t>(info.size()) : 0,
            .modified_ns = info.mtime().time_since_epoch().count()};
  }

  arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenObject(const FileInfo& file) const {
    arrow::fs::FileInfo info(ArrowPath(file.path), arrow::fs::FileType::File);
    info.set_size(static_cast<int64_t>(file.size));
    return files_->OpenInputFile(info);
  }

  const std::shared_ptr<arrow::fs::FileSystem> files_;
  const std::string root_;
  const std::string arrow_root_;
  ReadAhead reader_;
};

}  // namespace

std::unique_ptr<FileSystem> OpenGsFileSystem(const Config::Gs& config) {
  arrow::fs::GcsOptions options =
      config.anonymous ? arrow::fs::GcsOptions::Anonymous() : arrow::fs::GcsOptions::Defaults();
  options.retry_limit_seconds = kGsRetrySeconds;
  if (!config.endpoint.empty()) {
    const size_t host = config.endpoint.find("://");
    options.scheme = config.endpoint.substr(0, host);
    options.endpoint_override = config.endpoint.substr(host + 3);
  }
  auto made = arrow::fs::GcsFileSystem::Make(options);
  if (!made.ok()) throw UserError("cannot use Google Cloud Storage: " + made.status().message());
  return OverArrowFileSystem(std::move(made).ValueUnsafe(), "gs://", "");
}

std::unique_ptr<FileSystem> OpenAbfsFileSystem(const Config::Abfs& config, const std::string& bucket) {
  std::string container;
  auto options = arrow::fs::AzureOptions::FromUri("abfs://" + bucket, &container);
  if (!options.ok()) throw UserError("not an address of Azure: abfs://" + bucket + ": " + options.status().message());
  if (config.anonymous) {
    const arrow::Status set = options->ConfigureAnonymousCredential();
    if (!set.ok()) throw UserError("cannot use Azure: " + set.message());
  }
  auto made = arrow::fs::AzureFileSystem::Make(*options);
  if (!made.ok()) throw UserError("cannot use Azure: " + made.status().message());
  return OverArrowFileSystem(std::move(made).ValueUnsafe(), "abfs://" + bucket, container);
}

std::unique_ptr<FileSystem> OverArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, std::string root,
                                                std::string arrow_root) {
  return std::make_unique<ArrowFileSystem>(std::move(files), std::move(root), std::move(arrow_root));
}

}  // namespace millrace
