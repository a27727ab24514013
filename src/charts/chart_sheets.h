// The sheets of the catalogue, a source file each, and the words in which they are written. Only the room `charts` uses
// it. Every table of the catalogue has a column `platform`.
#pragma once

#include <string_view>
#include <vector>

#include "charts/chart_catalog.h"

namespace millrace {

ChartSheet OverviewSheet();
ChartSheet AcquisitionSheet();
ChartSheet EngagementSheet();
ChartSheet RetentionSheet();
ChartSheet DeviceSheet();
ChartSheet DetailsSheet();
ChartSheet CommerceSheet();

inline ChartColumn DimensionColumn(std::string_view name, ChartType type = ChartType::kText,
                                   std::string_view sql = {}) {
  return {.name = name, .role = ChartRole::kDimension, .type = type, .sql = sql.empty() ? name : sql};
}

inline ChartColumn DayColumn() {
  return DimensionColumn("event_date", ChartType::kDay);
}

inline ChartColumn SeriesColumn(std::string_view name, ChartType type = ChartType::kText, std::string_view sql = {}) {
  return {.name = name, .role = ChartRole::kSeries, .type = type, .sql = sql.empty() ? name : sql};
}

inline ChartColumn RowColumn(std::string_view name, ChartType type = ChartType::kText, std::string_view sql = {}) {
  return {.name = name, .role = ChartRole::kRow, .type = type, .sql = sql.empty() ? name : sql};
}

inline ChartColumn Ranked(ChartColumn column) {
  column.is_ranked = true;
  return column;
}

inline ChartColumn CountOf(std::string_view name, std::string_view sql) {
  return {name, ChartRole::kMeasure, ChartType::kInteger, ChartUnit::kCount, sql};
}

inline ChartColumn NumberOf(std::string_view name, std::string_view sql, ChartUnit unit) {
  return {name, ChartRole::kMeasure, ChartType::kNumber, unit, sql};
}

// Charts that are on several sheets.
Chart UsersByDayChart(std::string_view id);
Chart EngagementChart(std::string_view id);
Chart UsersByPlatformChart(std::string_view id);
Chart LifecycleChart(std::string_view id);

}  // namespace millrace
