// The kind of device that sent a request (enrichment.md §2.4, extended by U1, and U2).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace millrace {

class DeviceModels;

inline constexpr std::string_view kCategoryBot = "Bot";
inline constexpr std::string_view kCategoryMobile = "Mobile";
inline constexpr std::string_view kCategoryTablet = "Tablet";
inline constexpr std::string_view kCategoryPc = "PC";
inline constexpr std::string_view kCategoryOther = "Other";

struct DeviceKind {
  std::string_view category;  // a constant, or a text of the DeviceModels
  size_t model_line = 0;      // of the row in device_models.csv that decided; 0: none
};

// Decides by the families that the rules found and by the user agent itself. `is_bot`: the value of bots.csv, if any.
DeviceKind DeviceKindOf(std::string_view device, std::string_view os, std::string_view user_agent,
                        const DeviceModels& models, std::optional<bool> is_bot);

}  // namespace millrace
