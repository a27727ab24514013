// When a failed attempt is repeated: the rules of a definition, applied. Thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/definition.h"

namespace millrace {

// The first rule for an error name; null: none.
template <typename Rule>
const Rule* RuleFor(const std::vector<Rule>& rules, std::string_view error) {
  const auto found = std::ranges::find_if(rules, [&](const Rule& rule) {
    return std::ranges::any_of(rule.errors,
                               [&](const std::string& name) { return name == error || name == kAnyError; });
  });
  return found == rules.end() ? nullptr : &*found;
}

// The delay after the n-th attempt. `name` identifies the attempt: with jitter, the delay depends on it, and on nothing
// else.
int64_t RetryDelayMs(const RetryRule& rule, int attempts_made, std::string_view name);

// How many attempts the rules allow at most.
int AttemptsAllowed(const std::vector<RetryRule>& rules);

}  // namespace millrace
