#include "core/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace millrace {
namespace {

// The bytes of a unit; 0 for anything that is not a unit.
uint64_t BytesOfUnit(std::string_view unit) {
  constexpr std::string_view kPrefixes = "kmgt";
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const bool named = !unit.empty() && lower(unit.back()) == 'b';
  if (named) unit.remove_suffix(1);
  if (unit.empty()) return named ? 1 : 0;
  const bool binary = unit.size() == 2 && lower(unit[1]) == 'i';
  const size_t power = kPrefixes.find(lower(unit[0]));
  if (power == std::string_view::npos || unit.size() > (binary ? 2 : 1)) return 0;
  uint64_t bytes = 1;
  for (size_t i = 0; i <= power; ++i) bytes *= binary ? 1024 : 1000;
  return bytes;
}

constexpr double kLargestSize = 9e18;

// Three significant digits, without trailing zeros after the point.
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
  const uint64_t factor = BytesOfUnit(unit);
  if (factor == 0) return std::nullopt;
  const double bytes = number * static_cast<double>(factor);
  if (bytes > kLargestSize) return std::nullopt;
  return static_cast<uint64_t>(std::llround(bytes));
}

std::string NotASize(std::string_view text) {
  std::string message = "expected a size like 640MiB or 50GB, found `";
  message.append(text).append("`");
  const bool bare = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (bare) message.append(", which has no unit: B kB MB GB TB, or KiB MiB GiB TiB");
  return message;
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
