// The day directory of a raw file (raw-input §1): year=2025/month=03/day=10 at the beginning of its path. The ledger
// and the plan divide raw files by it. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string_view>

namespace millrace {

// That of a file's path below the raw directory; empty if the file is not in a day directory.
std::string_view DayFolderOf(std::string_view path);

// The parts at the beginning of a file's path that name a year, a month and a day, as many as exist: year=2025/month=03
// of year=2025/month=03/x.gz.
std::string_view DateFoldersOf(std::string_view path);

// Removes `name=number/` from the beginning; at the end of the path the slash is optional. `name` includes the `=`.
std::optional<int> TakeFolderNumber(std::string_view& path, std::string_view name);

}  // namespace millrace
