// What `millrace doctor` checks: the machine, the databases, the folders, and the ledger against the lake.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/project.h"

namespace millrace {

enum class Health : uint8_t { kOk, kWarning, kFailed };

// `ok`, `warning` or `failed`.
std::string_view HealthName(Health health);

// What a check found.
struct Finding {
  Health health;
  std::string subject;      // what was looked at: `clock`, `raw folder`
  std::string what;         // how it is
  std::string advice = {};  // what to do about it; may be empty
};

// Looks at one subject and changes nothing. May find several things, or nothing where it does not apply.
struct Check {
  std::string_view subject;
  std::vector<Finding> (*run)(Project& project);
};

// All checks, in the order in which they are shown.
std::span<const Check> Checks();

// What all checks found. A check that throws gives a finding: kFailed, with the exception's words.
std::vector<Finding> Examine(Project& project);

// The worst of these; kOk without any.
Health WorstOf(std::span<const Finding> findings);

// Gives up the uploads into the lake's store that no job knows and that are at least this old. Returns how many. Throws
// what the ledger and the store throw.
uint64_t RemoveOrphanUploads(Project& project, int64_t least_age_ms);

// Puts the copy of the ledger back into its place and returns that path. Throws UserError when there is a ledger
// already, or no copy.
std::string RestoreLedger(Project& project);

}  // namespace millrace
