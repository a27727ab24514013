// How far the data of apps reach by the process runs (models.md, difference 11): an app that sends nothing has a day
// complete once the data window of a run has passed the day's midnight, and every lake file of the app from that run is
// loaded, also when there are none. By the ledger alone, so that a project with nothing to do does not open its
// warehouse.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/load.h"

#include "ledger/ledger.h"

namespace millrace {

struct DataWindow {
  std::string app;  // with a schema
  int64_t end_ms = 0;
};

// The newest loaded windows that passed a local midnight of their app since the one that was recorded for it. Only such
// a window changes which days are complete.
std::vector<DataWindow> WindowsToRecord(Ledger& ledger, const LoadOptions& options);

// For the holder of kLoadLease, after the warehouse has it.
void MarkRecorded(Ledger& ledger, const DataWindow& window, int64_t fence, int64_t now_ns);

}  // namespace millrace
