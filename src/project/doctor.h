// The checks of `millrace doctor`: the machine, the databases, the directories, and the ledger against the lake.
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

// The result of a check.
struct Finding {
  Health health;
  std::string subject;      // what was checked: `clock`, `raw directory`
  std::string what;         // how it is
  std::string advice = {};  // what to do about it; may be empty
};

// Checks one subject and changes nothing. May return several findings, or none if it does not apply.
struct Check {
  std::string_view subject;
  std::vector<Finding> (*run)(Project& project);
};

// All checks, in the order of the output.
std::span<const Check> Checks();

// The findings of all checks. A check that throws gives the finding kFailed with the text of the exception.
std::vector<Finding> Examine(Project& project);

// Compares the keys of the lake's rows with those of the warehouse: exact, and as slow as reading the key columns of
// the lake. The other checks compare numbers of rows.
std::vector<Finding> ExamineRows(Project& project);

// The worst health of these findings; kOk if there are none.
Health WorstOf(std::span<const Finding> findings);

// Aborts the uploads into the store of the lake that no job knows and that are at least this old. Returns their number.
// Throws the errors of the ledger and the store.
uint64_t RemoveOrphanUploads(Project& project, int64_t least_age_ms);

// Restores the ledger from its copy and returns the path of the copy. Throws UserError if a ledger exists or there is
// no copy.
std::string RestoreLedger(Project& project);

// Makes the files in the lake those of a new ledger, for a user whose raw directory has no file that is already in
// them; otherwise the next run would refuse them. Returns their number. Throws UserError if the ledger is not new.
uint64_t AdoptLake(Project& project);

}  // namespace millrace
