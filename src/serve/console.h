// What the handlers of the routes work with. All of it is thread-safe and outlives the server.
#pragma once

#include "project/dashboards.h"
#include "project/explanation.h"
#include "project/exploration.h"
#include "project/folder_listing.h"
#include "project/project.h"
#include "project/saved_console.h"
#include "project/segment_runs.h"
#include "project/warehouse_state.h"
#include "serve/authentication.h"
#include "serve/chart_bodies.h"
#include "serve/live_feed.h"
#include "serve/metrics.h"
#include "serve/readiness.h"

namespace millrace {

struct Console {
  Project& project;
  Authentication& authentication;
  Dashboards& dashboards;
  ChartBodies& chart_bodies;
  Metrics& metrics;
  Readiness& readiness;
  Exploration& exploration;
  SavedConsole& saved;
  FolderListings& listings;
  LiveFeed& live;
  SegmentRuns& segment_runs;
  WarehouseState& warehouse;
  Explanations& explanations;
};

}  // namespace millrace
