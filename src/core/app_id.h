// App ids that no app can have, because readers of the lake take them for null, or because they name the partition of
// rejects. Pure functions; thread-safe.
#pragma once

#include <string_view>

namespace millrace {

// The partition of rejects whose app is not accepted.
inline constexpr std::string_view kUnknownApp = "_unknown";
// The partition value of null in Hive and the engines that follow it.
inline constexpr std::string_view kNullPartition = "__HIVE_DEFAULT_PARTITION__";

// Blank, `null` in any case, kNullPartition or kUnknownApp.
bool IsReservedAppId(std::string_view app);

}  // namespace millrace
