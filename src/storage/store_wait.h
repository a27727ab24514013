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

// Observes all requests that are under way. One in which nothing has moved for a while is told, and again after a
// longer while. A dead store keeps many requests waiting at once; they are told as one, by the one that has waited
// longest. Thread-safe.
class StoreWatch {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    std::chrono::milliseconds first{3'000};
    std::chrono::milliseconds again{10'000};
    std::function<void(const std::string& line)> tell;  // by a thread of the watch
  };

  explicit StoreWatch(Options options) : options_(std::move(options)) {}
  // No request may be under way.
  ~StoreWatch();
  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;

  // The program's own, which logs warnings: also without a terminal, and with --quiet.
  static StoreWatch& ForLog();

  // From now on no request is tried again: somebody wants the process to end.
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
  // What is to be told now. The mutex is held.
  std::list<std::string> Due(Clock::time_point now);

  const Options options_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::list<Request> requests_;
  std::map<std::string, Clock::time_point> told_;  // by server
  bool given_up_ = false;
  std::jthread thread_;  // begins with the first request
};

// One request, for as long as it lives. Used by one thread at a time.
class StoreWait {
 public:
  // `server`: scheme://host[:port].
  explicit StoreWait(std::string server, StoreWatch& watch = StoreWatch::ForLog());
  ~StoreWait();
  StoreWait(const StoreWait&) = delete;
  StoreWait& operator=(const StoreWait&) = delete;

  // The next try begins. A try that failed is no sign of life.
  void Try(int number, int most);
  // Bytes came or went: the server is there.
  void Moved();
  // Sleeps until the next try; false, at once, when there is to be none.
  bool Pause(std::chrono::milliseconds time);

 private:
  StoreWatch& watch_;
  const std::list<StoreWatch::Request>::iterator request_;
};

}  // namespace millrace
