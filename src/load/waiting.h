// What waits to be loaded, by the ledger alone: nothing here opens the warehouse.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "load/load.h"

namespace millrace {

struct WaitingFiles {
  uint64_t files = 0;
  uint64_t bytes = 0;
};

// By TableId: new files, those that a load has claimed, and files of committed jobs that no load has seen. Files that
// failed are not among them.
std::array<WaitingFiles, kTableCount> FilesToLoad(Ledger& ledger);

// Whether a load with these options would do anything, but for what it would find by a scan. Changes nothing.
bool LoadHasWork(FileSystem& files, Ledger& ledger, const LoadOptions& options);

// Does what a load does with `options.scan`, and nothing else; nothing while another load is at work. Throws what Load
// throws.
void ScanForLoads(FileSystem& files, Ledger& ledger, const LoadOptions& options);

// Records the files of notices, as a load does with `options.notices`, and nothing else: the next load takes them.
// Returns how many the ledger did not know; null while another load is at work, which keeps its own count of apps.
std::optional<uint64_t> AnnounceForLoads(Ledger& ledger, const LoadOptions& options, std::vector<LoadItem>& items);

}  // namespace millrace
