// Google Cloud Storage and Azure Blob Storage, from the configuration. Both are used through Arrow
// (arrow_file_system.h); credentials come from the default chains of their SDKs. Throws UserError for a configuration
// that cannot work.
#pragma once

#include <memory>
#include <string>

#include "core/config.h"
#include "storage/file_system.h"

namespace millrace {

std::unique_ptr<FileSystem> OpenGsFileSystem(const Config::Gs& config);
// One for each account; `bucket` is container@account.dfs.core.windows.net. The account key is AZURE_STORAGE_KEY of the
// environment, where that is set.
std::unique_ptr<FileSystem> OpenAbfsFileSystem(const Config::Abfs& config, const std::string& bucket);

}  // namespace millrace
