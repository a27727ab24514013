// Tells a person when a store does not answer: `waiting for http://127.0.0.1:9000, try 2 of 10`.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace millrace {

// Observes all active requests. A request without progress is reported after a while, and again after a longer while.
// A dead store keeps many requests waiting at the same time; there is one report for all of them, about the one that
// has waited longest. Thread-safe.
class StoreWatch {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    std::chrono::milliseconds first{3'000};
    std::chrono::milliseconds again{10'000};
    std::function<void(const std::string& line)> tell;  // called on a thread of the watch
  };

  explicit StoreWatch(Options options) : options_(std::move(options)) {}
  // There must be no active request.
  ~StoreWatch();
  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;

  // The instance of the program. It logs warnings, also without a terminal and with --quiet.
  static StoreWatch& ForLog();

  // Requests are not retried any more, because the process is about to end.
  void GiveUp();

 private:
  friend class StoreWait;
  struct Request {
    std::string server;
    Clock::time_point moved;
    int number = 0;  // of the try; 0: the client library repeats requests by itself
    int most = 0;
  };

  std::list<Request>::iterator Begin(std::string server);
  void End(std::list<Request>::iterator request);
  void Watch(const std::stop_token& done);
  // The reports that are due. The mutex must be held.
  std::list<std::string> Due(Clock::time_point now);

  const Options options_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::list<Request> requests_;
  std::map<std::string, Clock::time_point> told_;  // by server
  bool given_up_ = false;
  std::jthread thread_;  // started by the first request
};

// Registers one request during its lifetime. Used by one thread at a time.
class StoreWait {
 public:
  // `server`: scheme://host[:port].
  explicit StoreWait(std::string server, StoreWatch& watch = StoreWatch::ForLog());
  ~StoreWait();
  StoreWait(const StoreWait&) = delete;
  StoreWait& operator=(const StoreWait&) = delete;

  // The next try begins. A failed try does not count as progress.
  void Try(int number, int most);
  // Bytes were sent or received, so the server is alive.
  void Moved();
  // Sleeps until the next try. Returns false, at once, if there is to be none.
  bool Pause(std::chrono::milliseconds time);

 private:
  StoreWatch& watch_;
  const std::list<StoreWatch::Request>::iterator request_;
};

}  // namespace millrace
