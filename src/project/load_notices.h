// Notices of object stores that come one by one, for the next load.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "load/notices.h"

#include "project/project.h"

namespace millrace {

struct TakenNotices {
  NoticeCounts counts;
  uint64_t added = 0;  // files that the ledger did not know
};

// Records the files of the lake that the text announces; the next load takes them. Nothing is loaded now. Null while
// a load is at work: the same text may be sent again later. Throws
// UserError where the lake is a directory or the project has no warehouse, SystemError when the ledger fails.
std::optional<TakenNotices> TakeNotices(Project& project, std::string_view text);

}  // namespace millrace
