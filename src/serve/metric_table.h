// THE table of Prometheus metrics: names, types, labels and meanings. The registry and docs/reference/metrics.md are
// made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace millrace {

enum class MetricType : uint8_t { kCounter, kGauge, kHistogram };

struct MetricInfo {
  std::string_view name;
  MetricType type;
  std::string_view labels;  // `route, method`; empty: none
  std::string_view meaning;
};

std::span<const MetricInfo> MetricTable();

// The page of the reference.
std::string MetricsReference();

}  // namespace millrace
