// Google Cloud Storage and Azure Blob Storage, through Arrow's file systems; credentials are those of their SDKs'
// default chains. These have neither a rename nor an upload that another process could complete, so a staged file is an
// object under the staging prefix, and publishing copies it to its final name within the store and removes it: whole
// objects appear, one after the other, and a copy that a crash interrupted is made again from the same bytes.
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
// One for each account; `bucket` is container@account.dfs.core.windows.net.
std::unique_ptr<FileSystem> OpenAbfsFileSystem(const Config::Abfs& config, const std::string& bucket);

// What the two above are made of. `root` is what our paths begin with («gs://»), to be replaced by `arrow_root` («»).
std::unique_ptr<FileSystem> OverArrowFileSystem(std::shared_ptr<arrow::fs::FileSystem> files, std::string root,
                                                std::string arrow_root);

}  // namespace millrace
