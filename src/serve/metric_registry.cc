#include "serve/metric_registry.h"

#include <prometheus/text_serializer.h>

#include "core/error.h"
#include "serve/metric_table.h"

namespace millrace {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                          0.25,  0.5,    1,     2.5,  5,     10,   30};

template <typename Map>
auto& FamilyOf(const Map& families, std::string_view name) {
  const auto found = families.find(name);
  MILLRACE_CHECK(found != families.end());
  return *found->second;
}

}  // namespace

MetricRegistry::MetricRegistry() {
  for (const MetricInfo& each : MetricTable()) {
    const std::string name(each.name);
    const std::string help(each.meaning);
    switch (each.type) {
      case MetricType::kCounter:
        counters_[name] = &prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
        break;
      case MetricType::kGauge:
        gauges_[name] = &prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
        break;
      case MetricType::kHistogram:
        histograms_[name] = &prometheus::BuildHistogram().Name(name).Help(help).Register(registry_);
        break;
    }
  }
}

prometheus::Counter& MetricRegistry::Counter(std::string_view name, const prometheus::Labels& labels) {
  return FamilyOf(counters_, name).Add(labels);
}

prometheus::Gauge& MetricRegistry::Gauge(std::string_view name, const prometheus::Labels& labels) {
  return FamilyOf(gauges_, name).Add(labels);
}

prometheus::Histogram& MetricRegistry::Histogram(std::string_view name, const prometheus::Labels& labels) {
  return FamilyOf(histograms_, name).Add(labels, kSeconds);
}

std::string MetricRegistry::Text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace millrace
