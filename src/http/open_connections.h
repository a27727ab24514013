// The connections that a server has open, so that they can be counted and ended. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>

#include "http/event_stream.h"
#include "http/parked_answer.h"

namespace millrace::http {

// What the end of a server needs to know of a connection. Used on its executor only.
struct OpenConnection {
  OpenConnection(boost::asio::any_io_executor on, std::string from) : executor(std::move(on)), peer(std::move(from)) {}

  const boost::asio::any_io_executor executor;
  const std::string peer;       // key of its address (rate_limiter.h)
  std::function<void()> close;  // its socket; empty once it is closed
  bool is_idle = true;          // waits for a request
  bool is_draining = false;     // the answer that is being sent is the last one
  std::stop_source stop;        // of the answer that is being computed
  std::shared_ptr<EventStream> events;
  std::shared_ptr<ParkedAnswer> parked;
};

class OpenConnections {
 public:
  // Counts a connection until the object is dropped.
  class Place {
   public:
    Place(OpenConnections& all, std::shared_ptr<OpenConnection> connection);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    const std::shared_ptr<OpenConnection>& connection() const { return *at_; }

   private:
    OpenConnections& all_;
    std::list<std::shared_ptr<OpenConnection>>::iterator at_;
  };

  size_t size() const;
  size_t CountOf(const std::string& peer) const;
  // Calls `change` for each of them, on its executor.
  void ForEach(const std::function<void(OpenConnection&)>& change);
  // Whether none was left in time.
  bool WaitForNone(std::chrono::milliseconds time);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::shared_ptr<OpenConnection>> open_;
  std::unordered_map<std::string, size_t> by_peer_;
};

}  // namespace millrace::http
