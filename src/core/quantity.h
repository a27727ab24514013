// Sizes and counts in the form that people write and read. Independent of the locale; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// Parses `8GiB`, `640 MiB`, `1.5GB`, `4096B`, case-insensitively: powers of 1024 with an i, of 1000 without; B is
// optional after another letter. Returns bytes; null for anything else, including a number without a unit.
std::optional<uint64_t> ParseSize(std::string_view text);
// The message about a text that ParseSize rejects, for flags and config keys.
std::string NotASize(std::string_view text);
// Three digits and a unit of 1024: `8 GiB`, `1.25 MiB`, `17 B`.
std::string FormatSize(uint64_t bytes);
// `1,234,567`
std::string FormatCount(uint64_t count);
// Three significant digits, for rates and costs: `1,234,567`, `12.3`, `0.00417`.
std::string FormatDecimal(double value);

}  // namespace millrace
