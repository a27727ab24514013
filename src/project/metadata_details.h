// What the ledger keeps of a name that a metadata scan found, beside the columns of MetadataEntry: a JSON object. Pure;
// thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "models/metadata_scan.h"

namespace millrace {

std::string MetadataDetails(const FoundName& name);
// Sets all but category, name, count and days. Throws SystemError for a text that this program did not write.
void ReadMetadataDetails(std::string_view json, FoundName& name);

}  // namespace millrace
