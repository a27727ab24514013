// What the ledger keeps of a name that a metadata scan found, beside the columns of MetadataEntry: a JSON object. Pure;
// thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/metadata_scan.h"

#include "ledger/metadata.h"

namespace millrace {

// Clients choose names, and what is found of them, so the ledger keeps a bounded part: so many bytes of a name, and so
// many of all names of a kind and app. The tables of the warehouse have all of it.
inline constexpr size_t kMostMetadataOfName = 64 << 10;
inline constexpr size_t kMostMetadataOfKind = 64 << 20;

// At most `max_bytes` where that is possible: longer lists lose their last elements.
std::string MetadataDetails(const FoundName& name, size_t max_bytes = kMostMetadataOfName);
// Leaves out names that are longer themselves, then the last ones beyond the bytes of a kind.
void BoundMetadata(std::vector<MetadataEntry>& entries, size_t max_of_name = kMostMetadataOfName,
                   size_t max_of_kind = kMostMetadataOfKind);
// Sets all but category, name, count and days. Throws SystemError for a text that this program did not write.
void ReadMetadataDetails(std::string_view json, FoundName& name);

}  // namespace millrace
