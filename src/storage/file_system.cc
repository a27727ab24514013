#include "storage/file_system.h"

#include <algorithm>

#include "core/error.h"
#include "core/store_address.h"

namespace millrace {

std::vector<FileInfo> FileSystem::ListDays(const std::string& root, const DayRange& days) {
  std::vector<FileInfo> files = List(root);
  const size_t prefix = root.size() + (root.ends_with('/') ? 0 : 1);
  std::erase_if(files, [&](const FileInfo& file) {
    const auto folder = DaysOfFolder(std::string_view(file.path).substr(prefix));
    return folder && !folder->Overlaps(days);
  });
  return files;
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
