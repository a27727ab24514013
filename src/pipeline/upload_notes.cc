#include "pipeline/upload_notes.h"

#include <string_view>

#include "core/parallel.h"
#include "core/store_address.h"
#include "storage/read_whole.h"

namespace millrace {
namespace {

constexpr std::string_view kNotePrefix = "upload-";

}  // namespace

bool NeedsUploadNotes(const std::string& lake) {
  return IsStoreAddress(lake) && !HasStagedFiles(lake);
}

void WriteUploadNote(FileSystem& files, const std::string& folder, uint64_t number, const std::string& final_path) {
  const auto note = files.Create(folder + "/" + std::string(kNotePrefix) + std::to_string(number));
  note->Write(final_path.data(), final_path.size());
  note->Sync();
  note->Close();
}

std::vector<std::string> NotedUploads(FileSystem& files, const std::string& folder) {
  std::vector<std::string> notes;
  for (const FileInfo& file : files.List(folder)) {
    if (std::string_view(file.path).substr(file.path.rfind('/') + 1).starts_with(kNotePrefix)) {
      notes.push_back(file.path);
    }
  }
  std::vector<std::string> paths(notes.size());
  ParallelFor(kParallelRequests, notes.size(), [&](size_t i) { paths[i] = ReadWhole(files, notes[i]); });
  return paths;
}

void AbortNotedUploads(FileSystem& files, const std::vector<std::string>& paths) {
  ParallelFor(kParallelRequests, paths.size(), [&](size_t i) { files.AbortUploads(paths[i]); });
}

}  // namespace millrace
