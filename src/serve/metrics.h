// What /metrics says: of the server, as it happens; of its process, at each scrape; of the project, from a thread that
// reads its status for scrapes, at most every half minute, so that none of them waits for a listing. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "project/project.h"
#include "serve/metric_registry.h"
#include "serve/readiness.h"

namespace millrace {

class Metrics : public http::ServerObserver {
 public:
  // `log` gets warnings. Both must outlive it.
  Metrics(Project& project, std::function<void(const std::string& line)> log);

  // The page, and what it is told about readiness.
  std::string Text(const std::vector<Readiness::Part>& parts);

  void OnConnections(size_t open) override;
  void OnAnswer(const http::Answered& answered) override;
  void OnRefusal(const std::string& reason) override;
  void OnError(const std::string& line) override;

 private:
  void ReadProject(const std::stop_token& stop);
  void ReadProcess();

  Project& project_;
  const std::function<void(const std::string& line)> log_;
  MetricRegistry registry_;
  std::mutex mutex_;  // of the members below
  std::condition_variable_any wanted_;
  bool is_wanted_ = false;
  std::chrono::steady_clock::time_point read_at_;
  std::string last_failure_;
  std::jthread reader_;
};

}  // namespace millrace
