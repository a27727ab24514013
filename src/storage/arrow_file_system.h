// Google Cloud Storage and Azure Blob Storage, through Arrow's file systems; credentials come from the default chains
// of their SDKs. Arrow offers neither a rename nor an upload that another process could complete. So a staged file is
// an object under the staging prefix, and publishing copies it to its final name within the store and deletes the
// staged one. Objects appear complete, one after the other, and a copy that was interrupted by a crash is made again
// from the same bytes.
//
// Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "core/config.h"
#include "storage/file_system.h"

namespace arrow::fs {
class FileSystem;
}

namespace millrace {

std::unique_ptr<FileSystem> OpenGsFileSystem(const Config::Gs& config);
// One for each account; `bucket` is container@account.dfs.core.windows.net. The account key is AZURE_STORAGE_KEY of the
// environment, where that is set.
std::unique_ptr<FileSystem> OpenAbfsFileSystem(const Config::Abfs& config, const std::string& bucket);

// The common implementation of both.
struct ArrowStore {
  std::string root;         // prefix of our paths («gs://»), replaced by
  std::string arrow_root;   // this
  bool has_folders;         // directories are listed one by one, and may be objects of their own: Azure
  std::string server = {};  // scheme://host[:port]; for messages
};
std::unique_ptr<FileSystem> OverArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, ArrowStore store);

}  // namespace millrace
