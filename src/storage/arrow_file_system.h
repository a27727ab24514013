// Object stores through Arrow's file systems: Google Cloud Storage and Azure Blob Storage (arrow_stores.h). Arrow
// offers neither a rename nor an upload that another process could complete. So a staged file is an object under the
// staging prefix, and publishing copies it to its final name within the store and deletes the staged one. Objects
// appear complete, one after the other, and a copy that was interrupted by a crash is made again from the same bytes.
//
// Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "storage/file_system.h"

namespace arrow::fs {
class FileSystem;
}

namespace millrace {

struct ArrowStore {
  std::string root;         // prefix of our paths («gs://»), replaced by
  std::string arrow_root;   // this
  bool has_folders;         // directories are listed one by one, and may be objects of their own: Azure
  std::string server = {};  // scheme://host[:port]; for messages
};
std::unique_ptr<FileSystem> OverArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, ArrowStore store);

}  // namespace millrace
