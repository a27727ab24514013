#include "pipeline/state_backup.h"

#include "core/error.h"
#include "core/store_address.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

std::string CopyPath(const StatePlace& place) {
  return place.backup + "/" + place.project + ".db";
}

// An object of a store appears only when it is complete. A file on a disk is visible while it is written, so it has a
// temporary name until then.
void CopyFile(FileSystem& files, const std::string& from, const std::string& to) {
  const bool appears_whole = IsStoreAddress(to);
  const std::string folder = ParentOf(to);
  const std::string partial = to + ".partial";
  MakeDurableFolder(files, folder);
  files.AbortUploads(to);  // uploads that a killed process may have started
  const auto source = files.OpenRead(from);
  const auto copy = appears_whole ? files.Create(to) : files.CreateStaged(partial, to);
  std::string piece(kPieceBytes, '\0');
  uint64_t bytes = 0;
  while (const size_t got = source->Read(piece.data(), piece.size())) {
    copy->Write(piece.data(), got);
    bytes += got;
  }
  copy->Sync();
  copy->Close();
  if (appears_whole) return;
  files.Publish(partial + copy->Ticket(), to, bytes);
  files.SyncDirectory(folder);
}

}  // namespace

void BackUpState(FileSystem& files, Ledger& ledger, const StatePlace& place) {
  if (place.backup.empty()) return;
  const std::string local = LedgerPath(place.state, place.project) + ".copy";
  files.RemoveAll(local);
  ledger.CopyTo(local);
  CopyFile(files, local, CopyPath(place));
  files.RemoveAll(local);
}

void RestoreState(FileSystem& files, const StatePlace& place) {
  if (place.backup.empty()) throw UserError("there is no copy of the state: the config key `state_backup` is not set");
  const std::string ledger = LedgerPath(place.state, place.project);
  if (files.Stat(ledger)) {
    throw UserError("a ledger already exists: " + ledger + "; move it away first, because the copy may be older");
  }
  if (!files.Stat(CopyPath(place))) throw UserError("no copy of the state was found: " + CopyPath(place));
  CopyFile(files, CopyPath(place), ledger);
}

}  // namespace millrace
