// Lake files of other writers may have texts that are not UTF-8; DuckDB refuses a file for one of them. As a load wants
// U+FFFD for what is no character (load.md §6.1, step 2), the engine then reads a copy that has it. Files that say that
// they are ours (lake/map_key_order.h) have no such texts, and are not looked at.
//
// Plain functions over files on this machine's disk; thread-safe. They throw UserError for what is no Parquet file, and
// SystemError.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Whether an engine's words say that a text of a lake file is not UTF-8.
bool IsOfInvalidText(std::string_view words);

bool HasInvalidTexts(const std::string& path);
// Memory: one row group.
void CopyWithValidTexts(const std::string& from, const std::string& to);

}  // namespace millrace
