// What the catalogue promises of itself.
#include "charts/chart_catalog.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "warehouse/sql_models.h"

namespace millrace {
namespace {

TEST(ChartCatalogTest, IdsNameTheirSheetAndAreUnique) {
  std::set<std::string_view> ids;
  for (const ChartSheet& sheet : ChartSheets()) {
    for (const Chart& chart : sheet.charts) {
      EXPECT_TRUE(chart.id.starts_with(std::string(sheet.id) + ".")) << chart.id;
      EXPECT_TRUE(ids.insert(chart.id).second) << chart.id;
      EXPECT_EQ(FindChart(chart.id), &chart);
      EXPECT_TRUE(chart.question.ends_with('?') && chart.definition.ends_with('.')) << chart.id;
    }
  }
  EXPECT_EQ(ids.size(), 52u);
  EXPECT_EQ(FindChart("overview.nothing"), nullptr);
}

// The tables are models, and a chart that names a country column or the platform finds it there.
TEST(ChartCatalogTest, TablesAndFiltersAreThere) {
  const SqlModels models = SqlModels::BuiltIn(Dialect::kDuckDb);
  for (const ChartSheet& sheet : ChartSheets()) {
    for (const Chart& chart : sheet.charts) {
      SCOPED_TRACE(chart.id);
      const ModelFile* table = models.Find(chart.table);
      ASSERT_NE(table, nullptr) << chart.table;
      const auto has = [&](std::string_view column) {
        return std::ranges::find(table->columns, column, &ModelColumn::name) != table->columns.end();
      };
      EXPECT_TRUE(has("platform"));
      EXPECT_TRUE(chart.country_column.empty() || has(chart.country_column));
    }
  }
}

TEST(ChartCatalogTest, MeasuresComeLastAndOneColumnIsRankedWhereTopNIs) {
  for (const ChartSheet& sheet : ChartSheets()) {
    for (const Chart& chart : sheet.charts) {
      SCOPED_TRACE(chart.id);
      const auto is_measure = [](const ChartColumn& column) { return column.role == ChartRole::kMeasure; };
      EXPECT_TRUE(std::ranges::is_partitioned(chart.columns, std::not_fn(is_measure)));
      EXPECT_EQ(std::ranges::any_of(chart.columns, is_measure), chart.kind != ChartKind::kTable);
      EXPECT_EQ(std::ranges::count_if(chart.columns, &ChartColumn::is_ranked), chart.top.has_value());
      for (const ChartSelector& selector : chart.selectors) {
        EXPECT_EQ(selector.values.empty(), selector.default_value.empty());
        EXPECT_TRUE(selector.values.empty() ||
                    std::ranges::find(selector.values, selector.default_value) != selector.values.end());
      }
    }
  }
}

}  // namespace
}  // namespace millrace
