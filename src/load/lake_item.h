// Which files are lake files, for those that others write, too: the rules of load.md §2 for the path of a file. Pure;
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/load_items.h"

namespace millrace {

// A record with path, table and app; null if a path below the lake folder is not of the form
//
//     <project>/<table>/…partition_app=<app>/partition_year=YYYY/partition_month=MM/partition_day=DD/…<name>.parquet
//
// where the table is one of the four, and the name does not start with a dot or underscore (markers, temporary files).
std::optional<LoadItem> LakeItemOf(std::string_view project, std::string_view path);

std::vector<std::string> PathsOf(const std::vector<LoadItem>& items);

}  // namespace millrace
