// A file as one text, for what has to be in memory as a whole. Throws SystemError as FileSystem does. Thread-safe.
#pragma once

#include <string>

#include "storage/file_system.h"

namespace millrace {

std::string ReadWhole(FileSystem& files, const std::string& path);

}  // namespace millrace
