#include "core/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace millrace {
namespace {

struct Unit {
  std::string_view name;  // without its B
  uint64_t bytes;
};
constexpr std::array<Unit, 9> kUnits = {{{"", 1},
                                         {"k", 1000},
                                         {"K", 1000},
                                         {"M", 1'000'000},
                                         {"G", 1'000'000'000},
                                         {"T", 1'000'000'000'000},
                                         {"Ki", 1ULL << 10},
                                         {"Mi", 1ULL << 20},
                                         {"Gi", 1ULL << 30}}};
constexpr uint64_t kTebibyte = 1ULL << 40;
constexpr double kLargestSize = 9e18;

// Three digits that count, without zeros behind the point.
std::string ThreeDigits(double value) {
  int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  for (double low = value; low > 0 && low < 1 && decimals < 9; low *= 10) ++decimals;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string result = text;
  if (result.find('.') != std::string::npos) {
    result.erase(result.find_last_not_of('0') + 1);
    if (result.back() == '.') result.pop_back();
  }
  return result;
}

}  // namespace

std::optional<uint64_t> ParseSize(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double number = 0;
  const auto [stopped, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit = text.substr(static_cast<size_t>(stopped - text.data()));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  if (!unit.empty() && unit.back() == 'B') unit.remove_suffix(1);
  uint64_t factor = unit == "Ti" ? kTebibyte : 0;
  for (const Unit& each : kUnits) {
    if (each.name == unit) factor = each.bytes;
  }
  if (factor == 0) return std::nullopt;
  const double bytes = number * static_cast<double>(factor);
  if (bytes > kLargestSize) return std::nullopt;
  return static_cast<uint64_t>(std::llround(bytes));
}

std::string FormatSize(uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kNames = {" B", " KiB", " MiB", " GiB", " TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1023.5 && unit + 1 < kNames.size()) {
    value /= 1024;
    ++unit;
  }
  return ThreeDigits(value) + std::string(kNames[unit]);
}

std::string FormatCount(uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string FormatDecimal(double value) {
  if (!std::isfinite(value) || value < 0) return "0";
  if (value >= 100) return FormatCount(static_cast<uint64_t>(std::llround(value)));
  return ThreeDigits(value);
}

}  // namespace millrace
