// A file system in memory, for reading only.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "storage/file_system.h"

namespace millrace {

class FakeReadableFile : public ReadableFile {
 public:
  explicit FakeReadableFile(std::string bytes) : bytes_(std::move(bytes)) {}
  size_t Read(void* buffer, size_t size) override {
    const size_t got = std::min(size, bytes_.size() - at_);
    std::memcpy(buffer, bytes_.data() + at_, got);
    at_ += got;
    return got;
  }

 private:
  std::string bytes_;
  size_t at_ = 0;
};

// Only reading works: writing a file fails, and changing directories does nothing.
class FakeFileSystem : public FileSystem {
 public:
  std::map<std::string, std::string, std::less<>> files;

  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) throw SystemError("cannot open " + path);
    return std::make_unique<FakeReadableFile>(found->second);
  }
  std::vector<FileInfo> List(const std::string& /*root*/) override { return {}; }
  std::optional<FileInfo> Stat(const std::string& /*path*/) override { return std::nullopt; }
  std::unique_ptr<WritableFile> Create(const std::string& path) override { throw SystemError("cannot create " + path); }
  void MakeDirectories(const std::string& /*path*/) override {}
  void Rename(const std::string& /*from*/, const std::string& /*to*/) override {}
  void RemoveAll(const std::string& /*path*/) override {}
  void SyncDirectory(const std::string& /*path*/) override {}
};

// Records the files that a walk finds and the directories that it asks about.
class FakeVisitor : public FileVisitor {
 public:
  // What to say of a directory; of others it is kAsk.
  std::map<std::string, Descent, std::less<>> answers;
  std::vector<std::string> asked;
  std::vector<FileInfo> files;

  Descent Enter(std::string_view folder) override {
    asked.emplace_back(folder);
    const auto answer = answers.find(folder);
    return answer == answers.end() ? Descent::kAsk : answer->second;
  }
  void Visit(FileInfo file) override { files.push_back(std::move(file)); }
  // The paths below the root.
  std::vector<std::string> Names(const std::string& root) const {
    std::vector<std::string> names;
    for (const FileInfo& file : files) names.push_back(file.path.substr(root.size() + 1));
    return names;
  }
};

}  // namespace millrace
