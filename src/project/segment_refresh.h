// When segments of users are computed again by a schedule of their own. A schedule is read in the time zone of the app
// (`apps[].timezone`). It goes on from the last run, whoever asked for that: of the times that passed while nobody
// looked, one run makes up for all. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explore/segment.h"

#include "core/config.h"
#include "ledger/console_documents.h"

namespace millrace {

// Throws DescriptionError for a schedule that cannot be read.
void CheckRefresh(const SegmentRefresh& refresh);

// Nanoseconds since the epoch; it may have passed. Null: by hand only, or never again.
std::optional<int64_t> NextRefresh(const Config& config, ConsoleDocumentStore& documents,
                                   const ConsoleDocument& segment);

struct DueSegment {
  std::string app;
  std::string id;
};

// Of all apps, those whose time has come.
std::vector<DueSegment> DueSegments(const Config& config, ConsoleDocumentStore& documents, int64_t now_ns);

}  // namespace millrace
