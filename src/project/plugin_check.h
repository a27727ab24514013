// Tests a plug-in: whether it opens and starts, returns what it declares, and gives the same output twice.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/config.h"
#include "plugin/plugin.h"
#include "project/trial.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// Batches of event_v2 as a run makes them, with the built-in enrichments that are on.
class PluginSample {
 public:
  // Of these raw files, or of a few made-up requests when there are none.
  PluginSample(const Config& config, std::span<const Sample> files);
  const std::vector<std::shared_ptr<arrow::RecordBatch>>& events() const { return events_; }
  // The raw lines, for transformers.
  const std::shared_ptr<arrow::RecordBatch>& lines() const { return lines_; }
  int64_t rows() const { return rows_; }  // of the largest batch

 private:
  std::vector<std::shared_ptr<arrow::RecordBatch>> events_;
  std::shared_ptr<arrow::RecordBatch> lines_;
  int64_t rows_ = 0;
};

// The facts that a plug-in declares. Opens it; throws UserError if that fails.
PluginFacts PluginFactsOf(const Config::Plugin& config);

// The result of a test, point by point.
struct PluginVerdict {
  struct Point {
    bool well;
    std::string text;
  };
  std::vector<Point> points;

  bool well() const {
    return std::ranges::all_of(points, [](const Point& point) { return point.well; });
  }
};

// Never throws because of errors of the plug-in.
PluginVerdict CheckPlugin(const Config::Plugin& config, const PluginSample& sample);

}  // namespace millrace
