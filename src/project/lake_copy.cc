#include "project/lake_copy.h"

#include <set>
#include <utility>

#include <unistd.h>

#include "core/parallel.h"

namespace millrace {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

// Written under a temporary name first, so that a copy exists completely or not at all, even if several processes copy
// at the same time.
void Fetch(FileSystem& stores, const std::string& from, const std::string& to) {
  FileSystem& disk = LocalFileSystem();
  disk.MakeDirectories(ParentOf(to));
  const std::string partial = to + "." + std::to_string(::getpid());
  const auto source = stores.OpenRead(from);
  const auto copy = disk.Create(partial);
  std::string piece(kPieceBytes, '\0');
  while (const size_t got = source->Read(piece.data(), piece.size())) copy->Write(piece.data(), got);
  copy->Close();
  disk.Rename(partial, to);
}

}  // namespace

std::string LakeCopyFolder(const Config& config) {
  return config.state + "/" + config.project + ".lake";
}

void DropLakeCopy(const Config& config) {
  LocalFileSystem().RemoveAll(LakeCopyFolder(config));
}

void CopyLakeFiles(FileSystem& stores, const std::string& lake, const std::string& folder,
                   std::vector<std::vector<CommittedFile>>& tables) {
  FileSystem& disk = LocalFileSystem();
  std::set<std::string> superfluous;
  for (const FileInfo& file : disk.List(folder)) superfluous.insert(file.path);
  std::vector<FileInfo> missing;
  std::vector<std::string> copies;
  for (std::vector<CommittedFile>& files : tables) {
    for (CommittedFile& each : files) {
      std::string copy = folder + each.file.path.substr(lake.size());
      if (superfluous.erase(copy) == 0) {
        missing.push_back(each.file);
        copies.push_back(copy);
      }
      each.file.path = std::move(copy);
    }
  }
  stores.WillRead(missing);
  ParallelFor(kParallelRequests, missing.size(), [&](size_t i) { Fetch(stores, missing[i].path, copies[i]); });
  for (const std::string& path : superfluous) disk.RemoveAll(path);
}

}  // namespace millrace
