// The configuration as people look at it: every key with its value and where that comes from. Pure; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.h"

namespace millrace {

enum class ConfigOrigin : uint8_t { kDefault, kFile, kEnvironment, kFlag };
inline constexpr std::array<std::string_view, 4> kConfigOriginNames = {"default", "file", "environment", "flag"};

struct ShownConfigKey {
  ConfigKeyInfo info;
  // As it was written, or the default; of a key that may contain secrets and is set, only that it is.
  std::string value;
  ConfigOrigin origin = ConfigOrigin::kDefault;
  size_t line = 0;  // of the file, from 1; 0: not from the file
};

// In the order of the table of keys.
std::vector<ShownConfigKey> ShownConfig(const Config& config);

}  // namespace millrace
