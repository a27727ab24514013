#include "load/batch_files.h"

#include <atomic>

#include <unistd.h>

#include "core/parallel.h"
#include "core/store_address.h"

namespace millrace {
namespace {

constexpr size_t kCopiedPieceBytes = 1 << 20;

void CopyToDisk(FileSystem& files, const std::string& from, const std::string& to) {
  const auto source = files.OpenRead(from);
  const auto copy = LocalFileSystem().Create(to);
  std::string piece(kCopiedPieceBytes, '\0');
  while (const size_t got = source->Read(piece.data(), piece.size())) copy->Write(piece.data(), got);
  copy->Close();
}

}  // namespace

BatchFiles::BatchFiles(FileSystem& files, const std::string& lake, const std::string& temporary_folder,
                       const std::vector<std::string>& below)
    : temporary_folder_(temporary_folder) {
  for (const std::string& path : below) paths_.push_back(std::string(lake).append("/").append(path));
  if (!IsStoreAddress(lake)) return;
  MakeFolder();
  ParallelFor(kParallelRequests, paths_.size(), [&](size_t i) {
    std::string copy = folder_ + "/" + std::to_string(i) + ".parquet";
    CopyToDisk(files, paths_[i], copy);
    paths_[i] = std::move(copy);
  });
}

void BatchFiles::MakeFolder() {
  static std::atomic<uint64_t> next = 0;
  folder_ = temporary_folder_ + "/load-" + std::to_string(::getpid()) + "-" + std::to_string(next++);
  LocalFileSystem().MakeDirectories(folder_);
}

bool BatchFiles::MakeTextsValid() {
  bool has_changed = false;
  for (size_t i = 0; i < paths_.size(); ++i) {
    if (!HasInvalidTexts(paths_[i])) continue;
    if (folder_.empty()) MakeFolder();
    std::string copy = folder_ + "/" + std::to_string(i) + "-valid.parquet";
    CopyWithValidTexts(paths_[i], copy);
    paths_[i] = std::move(copy);
    has_changed = true;
  }
  return has_changed;
}

BatchFiles::~BatchFiles() {
  if (folder_.empty()) return;
  try {
    LocalFileSystem().RemoveAll(folder_);
  } catch (const SystemError&) {
    // What is left is removed with the temporary directory.
  }
}

}  // namespace millrace
