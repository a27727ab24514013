#include "serve/readiness.h"

#include <condition_variable>
#include <exception>
#include <stop_token>
#include <thread>
#include <utility>

#include "core/error.h"
#include "project/project_warehouse.h"

namespace millrace {
namespace {

constexpr auto kKept = std::chrono::seconds(1);
constexpr auto kWarehouseTime = std::chrono::seconds(2);

void CheckWarehouse(Project& project) {
  if (!HasWarehouse(project.config()) || IsWarehouseFileMissing(project.config())) return;
  // Opening may wait for another process.
  std::stop_source late;
  std::jthread watch([&](const std::stop_token& done) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any sleep;
    if (!sleep.wait_for(lock, done, kWarehouseTime, [] { return false; }) && !done.stop_requested())
      late.request_stop();
  });
  const auto warehouse = OpenProjectWarehouse(project, {}, late.get_token());
  warehouse->Connect()->QueryRows("SELECT 1", {}, late.get_token());
}

std::string ProblemOf(const std::function<void()>& check) {
  try {
    check();
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

Readiness::Readiness(Project& project, std::function<void(const std::string& line)> log)
    : project_(project), log_(std::move(log)) {}

std::vector<Readiness::Part> Readiness::Check() {
  const std::scoped_lock lock(mutex_);
  if (!parts_.empty() && std::chrono::steady_clock::now() - checked_at_ < kKept) return parts_;
  std::vector<Part> parts;
  parts.push_back({"ledger", ProblemOf([this] { project_.OpenLedgerToRead()->Summary(); })});
  parts.push_back({"warehouse", ProblemOf([this] { CheckWarehouse(project_); })});
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool was_ready = parts_.empty() || parts_[i].problem.empty();
    if (was_ready == parts[i].problem.empty()) continue;
    log_(was_ready ? "not ready: " + parts[i].name + ": " + parts[i].problem : "ready again: " + parts[i].name);
  }
  parts_ = std::move(parts);
  checked_at_ = std::chrono::steady_clock::now();
  return parts_;
}

}  // namespace millrace
