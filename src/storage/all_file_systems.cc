#include "storage/all_file_systems.h"

#include "core/error.h"
#include "core/store_address.h"
#include "storage/arrow_stores.h"
#include "storage/s3_file_system.h"

namespace millrace {

void AllFileSystems::WillRead(const std::vector<FileInfo>& files, uint64_t bytes) {
  // All raw files of a run lie below one folder.
  if (!files.empty()) Of(files.front().path).WillRead(files, bytes);
}

FileSystem& AllFileSystems::Of(const std::string& path) {
  if (!IsStoreAddress(path)) return LocalFileSystem();
  const auto address = ParseStoreAddress(path);
  if (!address) throw UserError("the address names no bucket: " + path);
  const std::lock_guard lock(mutex_);
  switch (address->kind) {
    case StoreKind::kS3: {
      auto& store = stores_["s3"];
      if (store == nullptr) store = OpenS3FileSystem(s3_);
      return *store;
    }
    case StoreKind::kGs: {
      auto& store = stores_["gs"];
      if (store == nullptr) store = OpenGsFileSystem(gs_);
      return *store;
    }
    case StoreKind::kAbfs: {
      auto& store = stores_["abfs://" + address->bucket];
      if (store == nullptr) store = OpenAbfsFileSystem(abfs_, address->bucket);
      return *store;
    }
  }
  throw InternalError("unknown kind of store");
}

}  // namespace millrace
