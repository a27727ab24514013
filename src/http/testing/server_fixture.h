// A server on this machine with a few routes: answers at once, by a worker, that wait for the test, that fail, and that
// send events. What tests of the server are built on; a test sets the options before it starts the server.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "http/event_stream.h"
#include "http/parked_answer.h"
#include "http/problem.h"
#include "http/server.h"
#include "http/testing/raw_client.h"

namespace millrace::http {

// Counts what the server tells.
class CountingObserver : public ServerObserver {
 public:
  void OnConnections(size_t open) override { connections = open; }
  void OnAnswer(const Answered& answered) override {
    const std::scoped_lock lock(mutex);
    ++answers[answered.status];
  }
  void OnRefusal(const std::string& reason) override {
    const std::scoped_lock lock(mutex);
    ++refusals[reason];
  }
  void OnError(const std::string& line) override {
    const std::scoped_lock lock(mutex);
    error = line;
  }

  std::atomic<size_t> connections = 0;
  std::mutex mutex;
  std::map<unsigned, int> answers;
  std::map<std::string, int> refusals;
  std::string error;
};

// `/fast` is answered on the I/O thread, `/slow` by a worker when the test lets it, everything else by a worker.
class ServerTest : public testing::Test {
 protected:
  ServerTest() { options_.observer = &observer_; }
  ~ServerTest() override {
    Release();
    server_.reset();
  }

  Server& Start() {
    server_ = std::make_unique<Server>(options_, [this](const Request& request) { return Route(request); });
    return *server_;
  }
  RawClient Connect() { return RawClient(server_->port()); }

  Answering Route(const Request& request) {
    const std::string path = request.target.path;
    if (path == "/fast") return {.lane = Lane::kInstant, .answer = [](const Request&) { return JsonResponse("{}"); }};
    if (path == "/probe") return {.lane = Lane::kProbe, .answer = [](const Request&) { return JsonResponse("{}"); }};
    return {.lane = Lane::kWork, .answer = [this](const Request& asked) { return Work(asked); }};
  }
  Response Work(const Request& request) {
    const std::string& path = request.target.path;
    if (path == "/slow") {
      std::unique_lock lock(mutex_);
      ++at_work_;
      changed_.notify_all();
      const std::stop_callback wake(request.stop, [this] { changed_.notify_all(); });
      while (!released_ && !request.stop.stop_requested()) changed_.wait_for(lock, std::chrono::milliseconds(20));
      if (request.stop.stop_requested()) {
        ++stopped_;
        changed_.notify_all();
        throw ProblemError(503, "stopped");
      }
      return JsonResponse("{\"slow\":true}");
    }
    if (path == "/echo") return JsonResponse(request.body);
    if (path == "/large") return JsonResponse("\"" + std::string(100'000, 'x') + "\"");
    if (path == "/tagged") {
      Response response = JsonResponse("{}");
      response.etag = "\"7\"";
      return response;
    }
    if (path == "/fails") throw std::runtime_error("the secret is 42");
    if (path == "/refuses") throw UserError("`from` is after `to`");
    if (path == "/events") {
      Response response;
      response.events = events_;
      return response;
    }
    if (path == "/parks") {
      Response response;
      response.parked = std::make_shared<ParkedAnswer>(park_time_, [](const Request&) { return JsonResponse("[]"); });
      const std::scoped_lock lock(mutex_);
      parked_.push_back(response.parked);
      return response;
    }
    return JsonResponse("{\"path\":\"" + path + "\"}");
  }
  void Release() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  bool WaitFor(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (!condition() && std::chrono::steady_clock::now() < end)
      changed_.wait_for(lock, std::chrono::milliseconds(10));
    return condition();
  }

  CountingObserver observer_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<EventStream> events_ = std::make_shared<EventStream>();
  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int at_work_ = 0;
  int stopped_ = 0;
  std::chrono::milliseconds park_time_ = std::chrono::seconds(30);
  std::vector<std::weak_ptr<ParkedAnswer>> parked_;  // under the mutex
};

}  // namespace millrace::http
