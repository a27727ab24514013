// Whether the maps of lake files have their keys in order. The footer of a file says so (kMapKeysName), as what its
// writer has seen, not as what it was promised; files of other writers, and of older versions, say nothing.
#pragma once

#include <string_view>

namespace arrow {
class MapArray;
}  // namespace arrow

namespace millrace {

// The entry of a footer's key-value metadata: in every map of the file, each key is greater than the one before it, by
// its bytes.
inline constexpr std::string_view kMapKeysName = "millrace.map_keys";
inline constexpr std::string_view kSortedMapKeys = "sorted";

// Keys are utf8 or dictionary<int32, utf8>, and not null.
bool HasSortedKeys(const arrow::MapArray& map);

}  // namespace millrace
