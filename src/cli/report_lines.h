// The common layout of the closing summary and the plan: a title, then names with their values below each other.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "cli/terminal.h"
#include "core/quantity.h"

namespace millrace {

// Lines that consist of a name and a value.
class ReportLines {
 public:
  explicit ReportLines(bool color) : color_(color) {}
  void Title(const std::string& text) { out_ += Paint(text, Color::kBold, color_) + "\n"; }
  void Add(const std::string& name, const std::string& value) {
    const size_t width = DisplayWidth(name);
    out_ += "  " + name + std::string(width < kNameWidth ? kNameWidth - width : 2, ' ') + value + "\n";
  }
  // Adds a count unless it is 0.
  void Count(const std::string& name, uint64_t count) {
    if (count > 0) Add(name, FormatCount(count));
  }
  void Text(const std::string& text) { out_ += text + "\n"; }
  std::string Take() { return std::move(out_); }

 private:
  static constexpr size_t kNameWidth = 20;

  bool color_;
  std::string out_;
};

// `1 file`, `2 files`
inline std::string Plural(uint64_t count, const std::string& noun) {
  return FormatCount(count) + " " + noun + (count == 1 ? "" : "s");
}

// An amount of US dollars; below a hundredth of a cent `less than $0.0001`.
inline std::string FormatCost(double dollars) {
  constexpr double kLeast = 0.0001;
  return dollars > 0 && dollars < kLeast ? "less than $0.0001" : "$" + FormatDecimal(dollars);
}

}  // namespace millrace
