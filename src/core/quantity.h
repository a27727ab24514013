// Sizes and counts as people write and read them. Thread-safe, no locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// Reads `8GiB`, `640 MiB`, `1.5GB`, `4096B`, in letters of any case: powers of 1024 with an i, of 1000 without; the B
// may be left out behind another letter. Gives bytes; null for anything else, also for a number without a unit.
std::optional<uint64_t> ParseSize(std::string_view text);
// What to say of a text that ParseSize refuses, for flags and config keys alike.
std::string NotASize(std::string_view text);
// Three digits and a unit of 1024: `8 GiB`, `1.25 MiB`, `17 B`.
std::string FormatSize(uint64_t bytes);
// `1,234,567`
std::string FormatCount(uint64_t count);
// Three digits that count, for rates and costs: `1,234,567`, `12.3`, `0.00417`.
std::string FormatDecimal(double value);

}  // namespace millrace
