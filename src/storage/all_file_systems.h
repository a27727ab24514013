// All file systems that a configuration may name: local paths go to the disk, addresses to their stores. A store is
// opened when it is first used, so a project on the disk does not pay for stores. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/config.h"
#include "storage/file_system.h"

namespace millrace {

class AllFileSystems : public FileSystem {
 public:
  // Copies what it needs from the config.
  explicit AllFileSystems(const Config& config) : s3_(config.s3), gs_(config.gs), abfs_(config.abfs) {}

  std::vector<FileInfo> List(const std::string& root) override { return Of(root).List(root); }
  void Walk(const std::string& root, FileVisitor& visitor) override { Of(root).Walk(root, visitor); }
  std::optional<FileInfo> Stat(const std::string& path) override { return Of(path).Stat(path); }
  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override { return Of(path).OpenRead(path); }
  void WillRead(const std::vector<FileInfo>& files, uint64_t bytes) override;
  bool ReadsAsListed(const std::string& path) override { return Of(path).ReadsAsListed(path); }
  std::unique_ptr<WritableFile> Create(const std::string& path) override { return Of(path).Create(path); }
  void MakeDirectories(const std::string& path) override { Of(path).MakeDirectories(path); }
  void Rename(const std::string& from, const std::string& to) override { Of(from).Rename(from, to); }
  void RemoveAll(const std::string& path) override { Of(path).RemoveAll(path); }
  void SyncDirectory(const std::string& path) override { Of(path).SyncDirectory(path); }
  std::unique_ptr<WritableFile> CreateStaged(const std::string& staged, const std::string& path) override {
    return Of(path).CreateStaged(staged, path);
  }
  void Publish(const std::string& staged, const std::string& path, uint64_t bytes) override {
    Of(path).Publish(staged, path, bytes);
  }
  std::vector<UnfinishedUpload> Uploads(const std::string& folder) override { return Of(folder).Uploads(folder); }
  void AbortUploads(const std::string& path) override { Of(path).AbortUploads(path); }
  void Abort(const UnfinishedUpload& upload) override { Of(upload.path).Abort(upload); }

 private:
  FileSystem& Of(const std::string& path);

  const Config::S3 s3_;
  const Config::Gs gs_;
  const Config::Abfs abfs_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<FileSystem>> stores_;  // by scheme and account; guarded by the mutex
};

}  // namespace millrace
