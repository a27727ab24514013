#include "serve/metrics.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "serve/project_metrics.h"

namespace millrace {
namespace {

constexpr auto kStatusKept = std::chrono::seconds(30);
constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};

double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double OpenFiles() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  return error ? 0 : static_cast<double>(std::distance(begin(files), end(files)));
}

double ProcessorSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Metrics::Metrics(Project& project, std::function<void(const std::string& line)> log)
    : project_(project), log_(std::move(log)) {
  registry_.Gauge("millrace_build_info", {{"version", MILLRACE_VERSION}}).Set(1);
  registry_.Gauge("process_start_time_seconds").SetToCurrentTime();
  registry_.Gauge("millrace_http_connections").Set(0);
  registry_.Counter("millrace_http_errors_total");
  reader_ = std::jthread([this](const std::stop_token& stop) { ReadProject(stop); });
}

void Metrics::ReadProject(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!wanted_.wait(lock, stop, [this] { return is_wanted_; })) return;
    }
    std::string failure;
    try {
      ReadProjectMetrics(project_, registry_);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    const std::scoped_lock lock(mutex_);
    if (!failure.empty() && failure != last_failure_) log_("metrics of the project: " + failure);
    last_failure_ = failure;
    read_at_ = std::chrono::steady_clock::now();
    is_wanted_ = false;
  }
}

void Metrics::ReadProcess() {
  prometheus::Counter& processor = registry_.Counter("process_cpu_seconds_total");
  processor.Increment(std::max(0.0, ProcessorSeconds() - processor.Value()));
  registry_.Gauge("process_resident_memory_bytes").Set(ResidentBytes());
  registry_.Gauge("process_open_fds").Set(OpenFiles());
}

std::string Metrics::Text(const std::vector<Readiness::Part>& parts) {
  for (const Readiness::Part& each : parts) {
    registry_.Gauge("millrace_ready", {{"part", each.name}}).Set(each.problem.empty() ? 1 : 0);
  }
  {
    const std::scoped_lock lock(mutex_);
    if (read_at_ == std::chrono::steady_clock::time_point() ||
        std::chrono::steady_clock::now() - read_at_ > kStatusKept) {
      is_wanted_ = true;
      wanted_.notify_one();
    }
    ReadProcess();
  }
  return registry_.Text();
}

void Metrics::OnConnections(size_t open) {
  registry_.Gauge("millrace_http_connections").Set(static_cast<double>(open));
}

void Metrics::OnAnswer(const http::Answered& answered) {
  const std::string route(answered.route.empty() ? "none" : answered.route);
  // Clients may invent methods, but not metrics.
  const bool is_known = std::ranges::find(kMethods, answered.method) != kMethods.end();
  registry_
      .Counter("millrace_http_requests_total", {{"route", route},
                                                {"method", is_known ? std::string(answered.method) : "other"},
                                                {"status", std::to_string(answered.status)}})
      .Increment();
  registry_.Histogram("millrace_http_request_duration_seconds", {{"route", route}})
      .Observe(std::chrono::duration<double>(answered.time).count());
}

void Metrics::OnRefusal(const std::string& reason) {
  registry_.Counter("millrace_http_refused_total", {{"reason", reason}}).Increment();
}

void Metrics::OnError(const std::string& line) {
  registry_.Counter("millrace_http_errors_total").Increment();
  log_(line);
}

}  // namespace millrace
