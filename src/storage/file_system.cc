#include "storage/file_system.h"

#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/store_address.h"

namespace millrace {
namespace {

// The answers of a visitor about directories; it is asked about each of them once.
class Answers {
 public:
  explicit Answers(FileVisitor& visitor) : visitor_(visitor) {}

  // Whether the walk meets this file, a path below the root.
  bool Want(std::string_view name) {
    size_t folder = 0;  // the length of its path
    while (true) {
      const Descent descent = Of(name.substr(0, folder));
      if (descent != Descent::kAsk) return descent == Descent::kAll;
      const size_t slash = name.find('/', folder == 0 ? 0 : folder + 1);
      if (slash == std::string_view::npos) return true;
      folder = slash;
    }
  }

 private:
  Descent Of(std::string_view folder) {
    const auto known = answers_.find(folder);
    if (known != answers_.end()) return known->second;
    return answers_.emplace(folder, visitor_.Enter(folder)).first->second;
  }

  FileVisitor& visitor_;
  std::map<std::string, Descent, std::less<>> answers_;
};

}  // namespace

void FileSystem::Walk(const std::string& root, FileVisitor& visitor) {
  const size_t prefix = root.size() + (root.ends_with('/') ? 0 : 1);
  Answers answers(visitor);
  for (FileInfo& file : List(root)) {
    if (answers.Want(std::string_view(file.path).substr(prefix))) visitor.Visit(std::move(file));
  }
}

std::unique_ptr<WritableFile> FileSystem::CreateStaged(const std::string& staged, const std::string& /*path*/) {
  return Create(staged);
}

void FileSystem::Publish(const std::string& staged, const std::string& path, uint64_t /*bytes*/) {
  if (Stat(staged)) {
    Rename(staged, path);
  } else if (!Stat(path)) {
    std::string message = "a staged file is gone: neither ";
    throw StagedFileGone(message.append(staged).append(" nor ").append(path).append(" exists"));
  }
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void MakeDurableFolder(FileSystem& files, const std::string& folder) {
  if (folder.empty() || folder == "." || folder == "/" || IsStoreAddress(folder) || files.Stat(folder)) return;
  const std::string parent = ParentOf(folder);
  MakeDurableFolder(files, parent);
  files.MakeDirectories(folder);
  files.SyncDirectory(parent);
}

}  // namespace millrace
