// Apps, sheets and results of charts as clients get them: JSON, CSV, Arrow IPC. Pure functions; thread-safe.
//
// CSV has a header, and texts that no spreadsheet takes for formulas (core/csv_writer.h). JSON and Arrow have texts as
// they are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "charts/chart_catalog.h"

#include "project/dashboards.h"

namespace millrace {

inline constexpr const char* kArrowStream = "application/vnd.apache.arrow.stream";

std::string AppsJson(const std::vector<std::shared_ptr<const AppData>>& apps);
std::string SheetsJson();

std::string ChartJson(const ChartQuestion& question, const ChartResult& result);
std::string ChartCsv(const Chart& chart, const ChartResult& result);
std::string ChartArrow(const ChartResult& result);

}  // namespace millrace
