// The metrics of the table as objects of prometheus-cpp. Asking for one that is not in the table, or with another type,
// is an InternalError. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace millrace {

class MetricRegistry {
 public:
  MetricRegistry();

  // Made when it is first asked for with these labels.
  prometheus::Counter& Counter(std::string_view name, const prometheus::Labels& labels = {});
  prometheus::Gauge& Gauge(std::string_view name, const prometheus::Labels& labels = {});
  // Of seconds.
  prometheus::Histogram& Histogram(std::string_view name, const prometheus::Labels& labels);

  // The page of /metrics.
  std::string Text() const;

 private:
  prometheus::Registry registry_;
  std::map<std::string, prometheus::Family<prometheus::Counter>*, std::less<>> counters_;
  std::map<std::string, prometheus::Family<prometheus::Gauge>*, std::less<>> gauges_;
  std::map<std::string, prometheus::Family<prometheus::Histogram>*, std::less<>> histograms_;
};

}  // namespace millrace
