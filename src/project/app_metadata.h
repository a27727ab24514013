// Metadata of the warehouse as services: which events, parameters and user attributes each app has. Scans read the
// warehouse and leave what they find in the ledger (ledger/metadata.h); everything else reads the ledger alone, so it
// answers at once, whoever has the warehouse.
//
// All of them throw UserError for a wrong configuration or an unknown name, SystemError when the machine fails or
// somebody else holds the lease of models, and Cancelled.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/metadata_scan.h"

#include "ledger/metadata.h"
#include "project/app_models.h"

namespace millrace {

struct MetadataWatch {
  ModelWatch models;  // for the schema that a scan needs
  std::function<void(const std::string& app, const std::string& step, size_t number, size_t count)> on_step;
};

// What is known of an app.
struct AppMetadata {
  std::string app;
  int64_t scanned_ns = 0;  // when the newest scan ended
  uint64_t days = 0;       // that it read; only of a scan that was just done
  uint64_t events = 0;
  uint64_t parameters = 0;
  uint64_t attributes = 0;
  uint64_t drifting = 0;   // parameters and attributes that came with several types
  uint64_t described = 0;  // names that have a description
  int64_t milliseconds = 0;
};

// Scans the apps, one after the other, whether it is due or not. Brings their schemas up to date first. The first scan
// of an app, and one with another `metadata.top_values`, reads all days.
std::vector<AppMetadata> ScanApps(Project& project, const std::vector<std::string>& apps, const MetadataWatch& watch);

// Whether `metadata.interval` has passed since the newest scan, and a load has changed something since then. Does not
// open the warehouse.
bool ScanIsDue(Project& project, int64_t now_ns);

// Apps that were scanned, from the ledger.
std::vector<AppMetadata> ListScannedApps(Project& project, const std::vector<std::string>& apps);

struct MetadataName {
  std::string app;
  std::string description;
  FoundName found;
};

// Of scanned apps; the most frequent first. `name` empty: all; else it must be there, in at least one of the apps.
std::vector<MetadataName> ListMetadata(Project& project, MetadataKind kind, const std::string& name,
                                       const std::vector<std::string>& apps);

// A page of the names of an app.
struct MetadataPage {
  std::optional<int64_t> scanned_ns;  // when the newest scan of the app ended; null: it was not scanned
  uint64_t total = 0;                 // of all pages
  std::vector<MetadataName> names;    // the most frequent first
};
MetadataPage SearchMetadata(const Project& project, const MetadataFilter& filter, size_t offset, size_t limit);

// Of one app, one for each category that has it; empty if there is none.
std::vector<MetadataName> FindMetadata(const Project& project, MetadataKind kind, const std::string& app,
                                       const std::string& name);

// Sets the description of a name that ListMetadata gives, in these apps. Empty text: removes it.
void DescribeMetadata(Project& project, MetadataKind kind, const std::string& name,
                      const std::vector<std::string>& apps, const std::string& text);

}  // namespace millrace
