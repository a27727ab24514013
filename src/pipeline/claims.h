// The claims of planned raw files.
#pragma once

#include <vector>

#include "ledger/raw_files.h"
#include "pipeline/plan.h"

namespace millrace {

inline std::vector<LedgerFile> ClaimsOf(const std::vector<PlannedFile>& files) {
  std::vector<LedgerFile> claims;
  claims.reserve(files.size());
  for (const PlannedFile& file : files) {
    claims.push_back({.path = file.name, .size = file.info.size, .modified_ns = file.info.modified_ns});
  }
  return claims;
}

}  // namespace millrace
