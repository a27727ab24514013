// What `millrace metadata` prints: apps, names, and one name in full.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "project/app_metadata.h"

namespace millrace {

// A row for each app, or one line when there are none. `is_scan`: the apps were just scanned.
std::string RenderMetadataApps(const std::vector<AppMetadata>& apps, bool is_scan, const TableStyle& style);
std::string MetadataAppsJson(const std::vector<AppMetadata>& apps, bool is_scan);

// A row for each name.
std::string RenderMetadataNames(const std::vector<MetadataName>& names, MetadataKind kind, const TableStyle& style);
// All that is known of each.
std::string RenderMetadataDetails(const std::vector<MetadataName>& names, MetadataKind kind, const TableStyle& style,
                                  bool color);

}  // namespace millrace
