// Expiry of the warehouse as a service (models/warehouse_expiry.h): one app after the other, by `warehouse.retention`,
// `warehouse.metrics_retention` and `warehouse.expire_users`.
//
// Throws UserError for a wrong configuration, SystemError when the machine fails or somebody else holds the lease of
// models, and Cancelled between two chunks; what is deleted stays so, and the next expiry goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/warehouse_expiry.h"

#include "project/app_models.h"

namespace millrace {

struct ExpiryWatch {
  ModelWatch models;  // for the schema that an expiry needs
  std::function<void(const std::string& app, const ExpiryChunk& chunk, size_t number, size_t count)> on_chunk;
  std::function<void(const std::string& app, const std::string& error)> on_retry;
};

struct AppExpiry {
  std::string app;
  std::string schema;
  ExpiryResult result;
  int64_t milliseconds = 0;
};

// Brings the schemas up to date first. A dry run changes nothing, and leaves out apps without a schema.
std::vector<AppExpiry> ExpireWarehouse(Project& project, const std::vector<std::string>& apps, bool is_dry_run,
                                       const ExpiryWatch& watch);

// Whether a load has changed something since the last expiry, which is a day ago, or it would keep something else. Does
// not open the warehouse.
bool ExpiryIsDue(Project& project, int64_t now_ns);

}  // namespace millrace
