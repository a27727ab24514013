// The day folder of a raw file (raw-input §1): the parts year=2025/month=03/day=10 at the front of its path. The ledger
// and the plan divide raw files by it. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string_view>

namespace millrace {

// Of a file's path below the raw folder; empty when the file lies in no day folder.
std::string_view DayFolderOf(std::string_view path);

// The parts at the front of a file's path that name a year, a month and a day, as many as there are: year=2025/month=03
// of year=2025/month=03/x.gz.
std::string_view DateFoldersOf(std::string_view path);

// Takes `name=number/` (at the end of the path also without the slash) off the front, where `name` has the equals sign.
std::optional<int> TakeFolderNumber(std::string_view& path, std::string_view name);

}  // namespace millrace
