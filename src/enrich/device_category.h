// What kind of device sent a request (enrichment.md §2.4, extended by U1, and U2).
#pragma once

#include <optional>
#include <string_view>

namespace millrace {

inline constexpr std::string_view kCategoryBot = "Bot";
inline constexpr std::string_view kCategoryMobile = "Mobile";
inline constexpr std::string_view kCategoryTablet = "Tablet";
inline constexpr std::string_view kCategoryPc = "PC";
inline constexpr std::string_view kCategoryOther = "Other";

// By the families that the rules gave and the user agent itself. `is_bot`: what the user's list says, if it says
// anything.
std::string_view DeviceCategory(std::string_view device, std::string_view os, std::string_view user_agent,
                                std::optional<bool> is_bot);

}  // namespace millrace
