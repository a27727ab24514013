// A name that a metadata scan found, as JSON: for people and programs, and what the ledger keeps of it beside the
// columns of MetadataEntry. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/metadata.h"
#include "project/app_metadata.h"

namespace millrace {

// One of `names` below. Brief: without SDKs, related names and values, for lists.
std::string MetadataNameJson(const MetadataName& name, bool is_brief = false);
// `{"kind":"events","names":[…]}` (docs/reference/json.md, `metadata events`).
std::string MetadataNamesJson(const std::vector<MetadataName>& names, MetadataKind kind);

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
