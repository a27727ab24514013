// Header fields of a message, in their order. Names are compared without regard to case (RFC 9110 §5.1). A plain value.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/letter_case.h"

namespace millrace::http {

class Fields {
 public:
  void Add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  // Replaces all fields of this name.
  void Set(std::string_view name, std::string_view value) {
    std::erase_if(fields_, [&](const auto& each) { return EqualsIgnoringAsciiCase(each.first, name); });
    Add(name, value);
  }
  // The first value; empty if there is none.
  std::string_view Get(std::string_view name) const {
    const auto found =
        std::ranges::find_if(fields_, [&](const auto& f) { return EqualsIgnoringAsciiCase(f.first, name); });
    return found == fields_.end() ? std::string_view() : std::string_view(found->second);
  }
  bool Has(std::string_view name) const {
    return std::ranges::any_of(fields_, [&](const auto& f) { return EqualsIgnoringAsciiCase(f.first, name); });
  }
  size_t Count(std::string_view name) const {
    return static_cast<size_t>(
        std::ranges::count_if(fields_, [&](const auto& f) { return EqualsIgnoringAsciiCase(f.first, name); }));
  }
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace millrace::http
